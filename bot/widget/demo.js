// @ts-check
/** Fills this server's address into the snippet that a clinic copies, and copies it; opens the chat for #chat. */

const snippet = document.querySelector('#snippet');
const copied = document.querySelector('#copied');

for (const place of document.querySelectorAll('[data-origin]')) place.textContent = location.origin;

document.querySelector('#copy')?.addEventListener('click', async () => {
  if (!snippet || !copied) return;
  try {
    await navigator.clipboard.writeText(snippet.textContent ?? '');
    copied.textContent = 'Copied.';
  } catch {
    getSelection()?.selectAllChildren(snippet);
    copied.textContent = 'The browser does not allow copying. The text is selected: copy it with the keyboard.';
  }
});

// Whoever came to go on with a conversation need not look for it.
if (location.hash === '#chat') {
  addEventListener('load', () => document.querySelector('smp-chat')?.setAttribute('open', ''));
}
