"""The concept ids of clinical.md 0.1: the only names that a finding can have."""

from __future__ import annotations

from typing import Final


def _ids(names: str) -> frozenset[str]:
    return frozenset(names.split())


SCALP_AND_SKIN: Final = _ids(
    """
    keloid_history hypertrophic_scar scalp_scar psoriasis eczema seborrheic_dermatitis
    dandruff_dry_scalp folliculitis scarring_folliculitis active_acne_scalp skin_infection
    herpes_shingles warts_molluscum open_wound sunburn androgenetic_alopecia alopecia_areata
    cicatricial_alopecia telogen_effluvium undiagnosed_hair_loss trichotillomania suspicious_mole
    mole_birthmark skin_cancer vitiligo oily_skin hyperhidrosis dark_skin prior_smp
    """
)
GENERAL_HEALTH: Final = _ids(
    """
    diabetes bleeding_disorder anaemia pregnancy breastfeeding trying_to_conceive immunosuppression hiv
    hepatitis autoimmune_disease lupus sarcoidosis heart_disease endocarditis_risk pacemaker_icd
    hypertension epilepsy fainting_needle_phobia chemotherapy radiotherapy cancer_history acute_illness
    recent_vaccination blood_donation liver_kidney_disease thyroid_disease under_18
    """
)
MEDICINES_AND_EXPOSURES: Final = _ids(
    """
    anticoagulant antiplatelet nsaid alcohol_recent isotretinoin topical_retinoid_acids systemic_steroid
    topical_steroid anabolic_steroid antibiotics finasteride minoxidil prp microneedling
    hair_transplant_past hair_transplant_planned botox filler laser_recent mri_planned hair_dye_recent
    """
)
ALLERGY: Final = _ids(
    """
    pigment_metal_allergy ppd_hair_dye_allergy local_anaesthetic_allergy latex_allergy
    prior_tattoo_reaction anaphylaxis_history
    """
)
MIND: Final = _ids(
    """
    body_dysmorphic unrealistic_expectations keep_long_hair
    """
)
SAFETY: Final = _ids(
    """
    smp_session emergency_symptom self_harm_risk
    """
)
AFTER_RED_FLAGS: Final = _ids(
    """
    ps_anaphylaxis ps_la_toxicity ps_sepsis ps_spreading_redness ps_fever ps_pus ps_worsening_pain
    ps_severe_swelling ps_mild_swelling ps_blisters ps_eye ps_allergic_rash ps_late_bumps
    ps_lump_granuloma ps_keloid_forming ps_bleeding ps_flare ps_ink_migration
    """
)
AFTER_NORMAL: Final = _ids(
    """
    ps_normal_redness ps_normal_tightness ps_normal_scabs ps_normal_itch ps_normal_fading
    """
)
AFTER_SESSION: Final = AFTER_RED_FLAGS | AFTER_NORMAL
CONCEPTS: Final = (
    SCALP_AND_SKIN | GENERAL_HEALTH | MEDICINES_AND_EXPOSURES | ALLERGY | MIND | SAFETY | AFTER_SESSION
)
