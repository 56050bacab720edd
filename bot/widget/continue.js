// @ts-check
/** Hands a code to the server and, when it is good, opens the chat that it stands for. */

const form = document.querySelector('#form');
const told = document.querySelector('#told');
const go = document.querySelector('#go');
const field = document.querySelector('#code');
const UNREACHABLE = 'The clinic cannot be reached at the moment. Please try again in a minute.';

const address = new URL(location.href);
const given = address.searchParams.get('continue') ?? '';
if (field instanceof HTMLInputElement) field.value = given;
// A code must not stay in the address bar, nor in what the browser remembers.
if (given) history.replaceState(null, '', '/?continue=');

/** What the widget on this server's pages keeps: see chat.js. @param {{token: string, clinic: object}} session */
function keep({ token, clinic }) {
  try {
    localStorage.setItem(`smp-chat ${location.origin}`, JSON.stringify({ token, clinic }));
  } catch {
    // Without storage the cookie speaks for the visitor.
  }
}

form?.addEventListener('submit', async (event) => {
  event.preventDefault();
  if (!(field instanceof HTMLInputElement) || !(go instanceof HTMLButtonElement) || !told) return;
  go.disabled = true;
  told.textContent = '';
  try {
    const response = await fetch('/api/continue', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ code: field.value }),
    });
    const answer = await response.json();
    if (response.ok) {
      keep(answer);
      location.replace('/#chat');
      return;
    }
    told.textContent = answer.message ?? UNREACHABLE;
  } catch {
    told.textContent = UNREACHABLE;
  }
  go.disabled = false;
  field.focus();
});
