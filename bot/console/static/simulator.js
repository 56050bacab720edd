// Reads a chosen file into the text field beside it: a form of this console sends plain fields only.
'use strict';

for (const chooser of document.querySelectorAll('input[type="file"][data-into]')) {
  chooser.addEventListener('change', async () => {
    const field = document.getElementById(chooser.dataset.into);
    const [file] = chooser.files;
    if (!file || !field) return;
    field.value = await file.text();
    const name = document.getElementById('f-file');
    if (name && [...name.options].some((option) => option.value === file.name)) name.value = file.name;
  });
}
