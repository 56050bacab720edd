// What plain HTML and htmx do not do: asking before a deed that cannot be undone, and sending a form only once.
'use strict';

document.addEventListener('submit', (event) => {
  const form = event.target;
  const question = form.dataset.confirm;
  if (question && !window.confirm(question)) {
    event.preventDefault();
    return;
  }
  if (form.dataset.sent) {
    event.preventDefault();
  } else if (!event.defaultPrevented) {
    form.dataset.sent = 'yes';
  }
});

// A page that the browser brings back from its memory may send its forms again.
window.addEventListener('pageshow', () => {
  for (const form of document.forms) delete form.dataset.sent;
});
