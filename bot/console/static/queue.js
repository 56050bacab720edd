// Keeps the place when the queue refreshes: the row that was at the top of the window stays where it was.
'use strict';

let anchor = null;

const firstSeen = () => {
  for (const row of document.querySelectorAll('.queue > li')) {
    const { top, bottom } = row.getBoundingClientRect();
    if (bottom > 0) return { id: row.id, top };
  }
  return null;
};

document.addEventListener('htmx:beforeSwap', (event) => {
  if (event.detail.target.id === 'queue' && window.scrollY > 0) anchor = firstSeen();
});

document.addEventListener('htmx:afterSwap', (event) => {
  if (event.detail.target.id !== 'queue' || !anchor) return;
  const row = document.getElementById(anchor.id);
  if (row) window.scrollBy({ top: row.getBoundingClientRect().top - anchor.top, behavior: 'instant' });
  anchor = null;
});
