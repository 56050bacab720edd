/**
 * <smp-chat>: the clinic's front desk in a web page. It shows and sends text, never HTML, and decides nothing.
 * Attributes: server (default: the origin of this script), name (of the clinic), emergency (number to call), open,
 * inline (stands in the page). Colours: --smp-accent, --smp-on-accent.
 *
 * @typedef {{id: string, client_id?: string, sequence?: number, direction?: string, text: string, at: string,
 *   payload?: string, buttons?: {title: string, payload: string}[],
 *   attachments?: {kind: string, title: string, url: string}[], refused?: string}} Message as the server has it;
 *   `refused` is why it did not take an unsent one
 */

const ANSWER_TIME = 20_000; // ms until a request is given up
const SILENCE = 40_000; // ms; a heartbeat comes every 15 s, so by then the stream is dead
const FINAL = [400, 403, 404, 405, 413, 415, 422]; // sending the same again would not help

const OFFLINE = 'You are offline. What you write is kept on this device and sent when you are back.';
const UNREACHABLE = 'The clinic cannot be reached at the moment. We keep trying.';
const WAKING = 'The assistant is waking up. You can write now; it answers as soon as it is ready.';
const AWAY = 'The assistant is not available at the moment. What you write is kept for the clinic.';
const LATER = 'Not sent yet. It is sent by itself when the connection is back.';

/** Storage may be forbidden, full or hold nonsense: undefined then. */
function attempt(work) {
  try {
    return work();
  } catch {
    return undefined;
  }
}

const storage = (kind) => ({
  read: (key) => attempt(() => JSON.parse(window[kind][key])),
  write: (key, value) => attempt(() => window[kind].setItem(key, JSON.stringify(value))),
  drop: (key) => attempt(() => window[kind].removeItem(key)),
});
const device = storage('localStorage');
const tab = storage('sessionStorage');

/** Runs `work` while no other tab runs it; at once where the browser offers or allows no locks. */
async function alone(name, work) {
  let running;
  try {
    return await navigator.locks.request(name, () => (running = work()));
  } catch {
    return running ?? work();
  }
}

/** Without https there is no randomUUID. */
const newId = () => crypto.randomUUID?.() ?? crypto.getRandomValues(new Uint32Array(4)).join('-');

/** Throws an error with `status` and the server's message when the answer is no. */
async function request(url, init) {
  const response = await fetch(url, { cache: 'no-store', signal: AbortSignal.timeout(ANSWER_TIME), ...init });
  if (response.ok) return response;
  const { status, headers } = response;
  const { message } = await response.json().catch(() => ({}));
  const wait = status === 429 ? (Number(headers.get('Retry-After')) || 5) * 1000 : 0;
  throw Object.assign(new Error(message || UNREACHABLE), { status, wait });
}

const bearer = (token) => ({ Authorization: `Bearer ${token}` });

/** The line to the clinic: session, history, event stream, and a queue of what is not sent yet. */
class Line {
  rasa = 'ready';
  typing = false;
  trouble = '';
  loaded = false;
  failures = 0;
  flushing = false;
  sleepers = [];

  constructor(server, view) {
    this.server = server;
    this.view = view;
    // No URL holds a space, so one server's keys never begin with another's.
    this.key = `smp-chat ${server}`;
    this.clinic = device.read(this.key)?.clinic ?? {};
    const keys = attempt(() => Object.keys(localStorage)) ?? [];
    /** @type {Message[]} */
    this.unsent = keys.filter((key) => key.startsWith(`${this.key} `)).map(device.read).filter(Boolean);
    this.unsent.sort((one, other) => (one.at < other.at ? -1 : 1));
  }

  start() {
    if (this.life) return;
    this.life = new AbortController();
    const { signal } = this.life;
    const renew = () => {
      this.stream?.abort();
      this.wake();
      this.view.changed();
    };
    addEventListener('online', renew, { signal });
    addEventListener('offline', renew, { signal });
    document.addEventListener('visibilitychange', renew, { signal });
    this.listen(signal);
    this.flush();
  }

  stop() {
    this.life?.abort();
    this.life = undefined;
    this.stream?.abort();
    this.wake();
  }

  wake() {
    for (const rise of this.sleepers.splice(0)) rise();
  }

  /** Waits longer after each failure, 16 s at most and not beyond `wake`, unless the server asked for more. */
  pause(failures, wait) {
    const delay = 1000 * 2 ** Math.min(failures, 5) * (0.25 + Math.random() / 4);
    return new Promise((resolve) => {
      setTimeout(resolve, wait || delay);
      if (!wait) this.sleepers.push(resolve);
    });
  }

  report(trouble) {
    this.trouble = trouble;
    this.view.changed();
  }

  /** Asks with the visitor's token; one that is not taken is replaced once. */
  async ask(path, init, renewed = false) {
    const token = this.token || (await this.session());
    try {
      return await request(this.server + path, { ...init, headers: { ...init?.headers, ...bearer(token) } });
    } catch (problem) {
      if (problem.status !== 401 || renewed) throw problem;
      if (this.token === token) this.token = '';
      return this.ask(path, init, true);
    }
  }

  /** One tab at a time, so that all tabs share one conversation. */
  session() {
    this.opening ??= alone(this.key, () => this.greet()).finally(() => (this.opening = undefined));
    return this.opening;
  }

  /** Resumes the session; the server opens a new one where the token is missing or not good any more. */
  async greet() {
    const known = device.read(this.key)?.token;
    const headers = known ? bearer(known) : {};
    const response = await request(`${this.server}/api/session`, { method: 'POST', headers });
    const { token, conversation, clinic } = await response.json();
    const isOther = this.conversation && this.conversation !== conversation;
    Object.assign(this, { token, conversation, clinic: clinic ?? {} });
    device.write(this.key, { token, clinic });
    if (isOther) {
      this.loaded = false;
      this.stream?.abort();
      this.view.forget();
    }
    this.view.changed();
    return token;
  }

  /** @param {AbortSignal} ended */
  async listen(ended) {
    while (!ended.aborted) {
      const stream = (this.stream = new AbortController());
      try {
        // A browser allows six connections to one host: a tab in the background must not hold one.
        if (document.hidden) await new Promise((resolve) => this.sleepers.push(resolve));
        else await this.follow(stream);
      } catch (problem) {
        if (stream.signal.aborted) continue;
        // A stream that merely broke off is taken up again without a word.
        if (problem.status || this.failures) this.report(problem.status ? problem.message : UNREACHABLE);
        await this.pause(++this.failures, problem.wait);
      }
    }
  }

  /** Reads one event stream to its end. @param {AbortController} stream */
  async follow(stream) {
    if (!this.loaded) {
      const history = await (await this.ask('/api/history')).json();
      this.last = history.last_event_id ?? 0;
      this.loaded = true;
      this.view.receive(history.messages);
    }
    let watch = 0;
    const alive = () => {
      clearTimeout(watch);
      watch = setTimeout(() => {
        this.loaded = false; // something on the way holds events back: ask for them
        stream.abort();
      }, SILENCE);
    };
    alive();
    try {
      const headers = { 'Last-Event-ID': `${this.last}` };
      const response = await this.ask('/api/events', { headers, signal: stream.signal });
      this.failures = 0;
      this.report('');
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      for (let rest = ''; ; ) {
        const { done, value } = await reader.read();
        if (done) throw new Error('the stream has ended');
        alive();
        const events = (rest + value).split(/\r?\n\r?\n/);
        rest = events.pop();
        events.forEach((event) => this.take(event));
      }
    } finally {
      clearTimeout(watch);
      this.typing = false;
      this.view.changed();
    }
  }

  /** Takes the lines of one server-sent event. A heartbeat has no data. @param {string} event */
  take(event) {
    const field = Object.fromEntries(event.split(/\r?\n/).map((line) => line.split(/: ?(.*)/)));
    const data = attempt(() => JSON.parse(field.data));
    if (!data) return;
    if (field.event === 'typing') this.typing = data.on;
    else if (field.event === 'status') this.rasa = data.rasa;
    else this.view.receive([data], true);
    this.last = field.id ?? this.last;
    this.view.changed();
  }

  send(text, payload) {
    const unsent = { id: newId(), text, payload, at: new Date().toISOString() };
    device.write(`${this.key} ${unsent.id}`, unsent);
    this.unsent.push(unsent);
    this.view.deliver(unsent, 'Sending…');
    this.wake();
    this.flush();
  }

  /** The clinic has the message, or the visitor took it back. */
  settle(id) {
    device.drop(`${this.key} ${id}`);
    this.unsent = this.unsent.filter((one) => one.id !== id);
  }

  /** Sends what is unsent, one after the other. */
  async flush() {
    if (this.flushing) return;
    this.flushing = true;
    for (let failures = 0, next; this.life && (next = this.unsent.find((one) => !one.refused)); ) {
      const { id, text, payload } = next;
      try {
        this.view.deliver(next, 'Sending…');
        const headers = { 'Content-Type': 'application/json' };
        const body = JSON.stringify(payload ? { id, payload } : { id, text });
        await this.ask('/api/messages', { method: 'POST', headers, body });
        failures = 0;
        this.settle(id);
        this.view.deliver(next, 'Sent');
        this.report('');
      } catch (problem) {
        // The stream may have brought the message although the answer to us got lost.
        if (!this.unsent.includes(next)) continue;
        const { status, wait } = problem;
        const reason = status && problem.message;
        if (FINAL.includes(status)) {
          next.refused = reason;
          device.write(`${this.key} ${id}`, next);
          this.view.deliver(next);
          continue;
        }
        for (const one of this.unsent) if (!one.refused) this.view.deliver(one, reason || LATER);
        if (!wait) this.report(reason || UNREACHABLE);
        await this.pause(++failures, wait);
      }
    }
    this.flushing = false;
  }
}

/** An element with properties, or attributes where it has no such property. */
function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name in element) element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

const button = (className, onclick, ...children) => h('button', { type: 'button', className, onclick }, ...children);
const unseen = (text) => h('span', { className: 'unseen' }, text);
const link = (href, child) => h('a', { href, target: '_blank', rel: 'noopener noreferrer' }, child);

// A web address without the full stop after it; a phone number (+ or 0 first, no date); "call 112".
const ADDRESS = /https?:\/\/[^\s<>"]*[^\s<>"'.,;:!?)\]]/;
const PHONE = /(?<![\w.,/+-])(?!\d\d?-\d\d?-\d)(?:\+\d|\(?0\d)[\d ()\u00a0-]{5,16}\d/;
const SHORT = /(?<=\b(?:call|ring|dial) (?:\d{3}(?:\/| or ))*)\d{3}(?: \d{3})?\b(?! ?\d)/;
const LINKS = new RegExp(`${ADDRESS.source}|${PHONE.source}|${SHORT.source}`, 'gi');

/** A text with its addresses and numbers as links. @param {string} text */
function linked(text) {
  const parts = [];
  let end = 0;
  for (const { 0: found, index } of text.matchAll(LINKS)) {
    const isAddress = found.includes(':');
    parts.push(text.slice(end, index));
    parts.push(isAddress ? link(found, found) : h('a', { href: `tel:${found.replace(/[^\d+]/g, '')}` }, found));
    end = index + found.length;
  }
  return [...parts, text.slice(end)];
}

/** A live region reads out whatever is set, so only what differs is. */
function say(element, text) {
  if (element.textContent !== text) element.replaceChildren(...linked(text));
}

/** A picture or a link; nothing for what is no web address. */
function attachment({ kind, title, url }, server) {
  const address = attempt(() => new URL(url, server));
  if (!/^https?:$/.test(address?.protocol)) return [];
  const { href } = address;
  return [h('p', { dir: 'auto' }, link(href, kind === 'image' ? h('img', { src: href, alt: title }) : title))];
}

/** In English, like the rest of the widget. */
function dayName(date) {
  const isToday = date.toDateString() === new Date().toDateString();
  return isToday ? 'Today' : date.toLocaleDateString('en-GB', { dateStyle: 'full' });
}

const style = new CSSStyleSheet();
style.replaceSync(`
:host { all: initial; color-scheme: light dark; font: medium/1.5 system-ui, sans-serif;
  --accent: var(--smp-accent, #1c5a60); --on-accent: var(--smp-on-accent, #fff);
  --page: #fff; --soft: #edf2f1; --ink: #1a2425; --quiet: #52605f; --line: #778685; --notice: #fcf2d6 }
:host([inline]) { display: block; height: 36em }
[hidden], dialog:not([open]), .line:empty { display: none !important }
* { box-sizing: border-box; margin: 0 }
button, textarea { font: inherit; min-width: 44px; min-height: 44px; padding: .5em 1em; border-radius: .75em }
button { cursor: pointer; border: 1px solid var(--accent); color: var(--accent); background: var(--page) }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px }
a { color: inherit }
.launcher, .panel { box-shadow: 0 3px 24px #0005; position: fixed; z-index: 2147483000; inset-block: auto 1em; inset-inline: auto 1em }
.launcher { display: flex; align-items: center; gap: .7em; padding: .8em 1.3em; border: 2px solid var(--page); border-radius: 2em }
.launcher::before, .typing::before { content: ""; width: 1.8em; height: .6em;
  background: radial-gradient(closest-side, currentColor 70%, #0000) 0 / 33.4% }
.panel { display: flex; flex-direction: column; overflow: auto; padding: 0; color: var(--ink); background: var(--page);
  width: min(25em, 100% - 2em); height: min(40em, 100% - 2em); max-width: none; max-height: none;
  border: 1px solid var(--line); border-radius: 1em }
section.panel { position: static; width: 100%; height: 100%; box-shadow: none }
header { display: flex; align-items: center; padding: .3em; padding-inline-start: 1em; border-bottom: 1px solid var(--soft) }
header div { flex: 1; min-width: 0; overflow-wrap: anywhere }
h2 { font-size: 1.1em }
header p, footer, .meta, .day, .typing, .number { font-size: .875em; color: var(--quiet) }
header button { border-color: transparent; padding: 0; font-size: 1.2em }
.banner { padding: .6em 1em; background: var(--notice); border-bottom: 1px solid var(--line) }
.log { flex: 1 1 8em; min-height: 4em; overflow-y: auto; overscroll-behavior: contain; position: relative; padding: .5em 1em 1em }
.log:focus-visible, textarea:focus-visible { outline-offset: -3px }
.message { display: flex; flex-direction: column; align-items: flex-start; margin-top: .75em }
.in { align-items: flex-end; text-align: end }
.day { align-self: center; padding-bottom: .75em }
.bubble { max-width: 88%; padding: .6em .9em; border: 1px solid transparent; border-radius: 1em; background: var(--soft) }
.bubble p { white-space: pre-wrap }
.bubble p + p { margin-top: .6em }
img, .bubble:has(img) { max-width: 100% }
img { display: block; border-radius: .5em }
.launcher, .send, .in .bubble { color: var(--on-accent); background: var(--accent) }
.choices { display: flex; flex-wrap: wrap; gap: .5em; padding-top: .4em }
.bubble, .choices button { text-align: start; overflow-wrap: anywhere }
.launcher, .send, .used { font-weight: 600 }
.message:has(~ .out) .number { display: none }
.newer { align-self: center; margin-block: -3.5em .5em; position: relative }
.typing { padding: 0 1em .5em }
.typing::before { display: inline-block; margin-inline-end: .5em }
form { display: flex; gap: .5em; align-items: flex-end; padding: .4em 1em; border-top: 1px solid var(--soft) }
textarea { flex: 1; max-height: 8em; resize: none; field-sizing: content; color: inherit; background: var(--page); border: 1px solid var(--line) }
textarea::placeholder { color: var(--quiet) }
footer { padding: 0 1.14em .7em }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) }
@media (max-width: 480px), (max-height: 480px) {
  dialog.panel { inset: 0; width: 100%; height: 100dvh; border: 0; border-radius: 0 }
}
@media (prefers-color-scheme: dark) {
  :host { --accent: var(--smp-accent, #8fd0d3); --on-accent: var(--smp-on-accent, #0b2123);
    --page: #162021; --soft: #243233; --ink: #e8eeed; --quiet: #aab9b7; --line: #7f908e; --notice: #3d3418 }
}
@media (prefers-reduced-motion: no-preference) {
  .typing::before { animation: typing 1.2s infinite alternate }
  @keyframes typing { from { opacity: .25 } }
}
`);

export class SmpChat extends HTMLElement {
  static observedAttributes = ['open', 'name', 'emergency'];

  /** What is on the screen, in order; as made by `draw`. */ entries = [];
  unread = 0;

  heading = h('h2', { id: 'name' });
  closer = button('', () => this.close(), h('span', { 'aria-hidden': 'true' }, '✕'), unseen('Close chat'));
  banner = h('div', { className: 'banner line', role: 'status' });
  log = h('div', { className: 'log', role: 'log', tabIndex: 0, 'aria-label': 'Conversation' });
  newer = button('newer', () => this.readOn(), 'New message ↓');
  typing = h('p', { className: 'typing line', role: 'status' });
  input = h('textarea', { id: 'text', rows: 1, placeholder: 'Write your question', enterKeyHint: 'send' });
  footer = h('footer');
  label = h('span');
  launcher = button('launcher', () => this.show(), this.label);

  connectedCallback() {
    if (!this.line) this.build();
    this.attributeChangedCallback();
    // The page was reloaded, or left for another one, in the middle of a conversation.
    const wasOpen = tab.read(`${this.line.key} open`);
    if (wasOpen && !this.small) this.toggleAttribute('open', true);
    if (wasOpen || this.inline || this.hasAttribute('open') || this.line.unsent.length) this.line.start();
  }

  disconnectedCallback() {
    this.line.stop();
  }

  attributeChangedCallback() {
    if (!this.line) return;
    this.changed();
    this.toggle();
  }

  /** On a small screen the panel hides the page behind it. */
  get small() {
    return matchMedia('(max-width: 480px), (max-height: 480px)').matches;
  }

  get atEnd() {
    return this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 40;
  }

  build() {
    const base = new URL(this.getAttribute('server') ?? '/', import.meta.url).href.replace(/\/$/, '');
    this.line = new Line(base, this);
    this.draft = `${base} draft`;
    this.inline = this.hasAttribute('inline');
    this.closer.hidden = this.launcher.hidden = this.inline;
    this.newer.hidden = true;
    this.input.value = tab.read(this.draft) ?? '';

    const label = h('label', { htmlFor: 'text', className: 'unseen' }, 'Your message');
    const form = h('form', {}, label, this.input, h('button', { className: 'send' }, 'Send'));
    const title = h('div', {}, this.heading, h('p', {}, 'Automated assistant, not a person'));
    this.panel = h(this.inline ? 'section' : 'dialog', { className: 'panel', 'aria-labelledby': 'name' });
    this.panel.append(h('header', {}, title, this.closer), this.banner, this.log, this.newer, this.typing);
    this.panel.append(form, this.footer);

    form.onsubmit = (event) => this.submit(event);
    this.input.oninput = () => tab.write(this.draft, this.input.value);
    this.input.onkeydown = (event) => {
      if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) this.submit(event);
    };
    this.panel.onkeydown = (event) => {
      if (event.key === 'Escape' && !event.isComposing) this.close();
    };
    this.panel.oncancel = () => this.close();
    this.log.onscroll = () => {
      if (this.atEnd) this.newer.hidden = true;
    };

    const root = this.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [style];
    root.append(h('section', { lang: 'en', 'aria-label': 'Chat' }, this.panel, this.launcher));
    this.forget();
  }

  show() {
    this.toggleAttribute('open', true);
    this.input.focus();
  }

  close() {
    if (this.inline) return;
    this.toggleAttribute('open', false);
    this.launcher.focus();
  }

  /** Makes the panel follow the `open` attribute. Focus stays with somebody who is reading the page. */
  toggle() {
    const open = this.hasAttribute('open');
    if (this.inline || this.panel.open === open) return;
    this.launcher.hidden = open;
    tab.write(`${this.line.key} open`, open);
    if (!open) return this.panel.close();
    if (this.small) this.panel.showModal();
    else this.panel.open = true;
    this.unread = 0;
    this.line.start();
    this.changed();
    this.scrollToEnd();
  }

  submit(event) {
    event.preventDefault();
    const text = this.input.value.trim();
    if (text) {
      this.write('');
      this.line.send(text);
    }
    this.input.focus();
  }

  write(text) {
    this.input.value = text;
    tab.write(this.draft, text);
  }

  readOn() {
    this.scrollToEnd();
    this.log.focus();
  }

  scrollToEnd() {
    this.log.scrollTop = this.log.scrollHeight;
  }

  changed() {
    const { clinic, rasa, typing, trouble } = this.line;
    const { unread, atEnd } = this;
    const away = clinic.phone ? `${AWAY} You can also call ${clinic.phone}.` : AWAY;
    const number = this.getAttribute('emergency') || clinic.emergency_number || 'your local emergency number';
    say(this.heading, this.getAttribute('name') || clinic.name || 'Ask the clinic');
    say(this.banner, navigator.onLine ? trouble || { starting: WAKING, down: away }[rasa] || '' : OFFLINE);
    say(this.typing, typing ? 'The assistant is writing' : '');
    say(this.label, unread ? `New messages: ${unread}` : 'Ask a question');
    say(this.footer, `In an emergency call ${number}. This assistant is not a doctor.`);
    if (atEnd) this.scrollToEnd(); // a banner takes room
  }

  /** @param {Message[]} messages @param {boolean} [live] one comes in while somebody may be looking */
  receive(messages, live) {
    // A whole transcript is there to be read, not to be read out.
    this.log.setAttribute('aria-live', messages.length > 3 ? 'off' : 'polite');
    for (const message of messages) {
      const { atEnd } = this;
      const { length } = this.entries;
      const { element, out } = this.place(message);
      this.line.settle(message.client_id);
      if (!live || this.entries.length === length) continue;
      if (!this.inline && !this.panel.open) this.unread += Number(out);
      else if (atEnd) this.log.scrollTop = element.offsetTop - 8; // the beginning of a long one stays in view
      else this.newer.hidden = false;
    }
    if (!live) this.scrollToEnd();
    this.markDays();
  }

  /** Shows what became of a message of the visitor. @param {Message} unsent @param {string} [state] */
  deliver(unsent, state) {
    const { id, text, refused } = unsent;
    const { length } = this.entries;
    const { note, element } = this.place({ ...unsent, client_id: id, direction: 'in' });
    note.setAttribute('aria-live', refused ? 'polite' : 'off');
    say(note, refused ? `Not sent. ${refused}` : state);
    if (refused) {
      const edit = () => {
        this.line.settle(id);
        this.entries = this.entries.filter((entry) => entry.element !== element);
        element.remove();
        this.write(`${text}\n${this.input.value}`.trim());
        this.input.focus();
      };
      note.append(' ', button('', edit, 'Edit'));
    }
    this.markDays();
    if (this.entries.length > length) this.scrollToEnd();
  }

  forget() {
    this.entries = [];
    this.log.replaceChildren();
    for (const unsent of this.line.unsent) this.deliver(unsent, LATER);
  }

  /** Puts a message where it belongs, once. @param {Message} message */
  place(message) {
    const key = message.client_id ?? message.id;
    const known = this.entries.find((entry) => entry.key === key);
    const sequence = message.sequence ?? known?.sequence ?? Infinity;
    if (known?.sequence === sequence) return known;
    const others = this.entries.filter((entry) => entry !== known);
    const index = others.findLastIndex((entry) => entry.sequence <= sequence) + 1;
    const entry = known ?? this.draw(message, others.slice(0, index));
    Object.assign(entry, { key, sequence });
    if (known) say(known.note, 'Sent');
    entry.time.dateTime = message.at;
    entry.time.textContent = new Date(message.at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
    const next = others[index]?.element ?? null;
    // Moving what is in its place already would have it read out again.
    if (!known || entry.element.nextElementSibling !== next) this.log.insertBefore(entry.element, next);
    others.splice(index, 0, entry);
    this.entries = others;
    return entry;
  }

  /** @param {Message} message @param {object[]} earlier what is before it on the screen */
  draw(message, earlier) {
    const { direction, attachments = [], buttons = [] } = message;
    const out = direction === 'out';
    if (!out && !message.payload) markTyped(message.text, earlier);
    const day = h('p', { className: 'day line' });
    const time = h('time');
    const note = h('span');
    const bubble = h('div', { className: 'bubble' }, unseen(out ? 'Clinic: ' : 'You: '));
    bubble.append(...message.text.split(/\n\s*\n/).map((part) => h('p', { dir: 'auto' }, ...linked(part))));
    bubble.append(...attachments.flatMap((item) => attachment(item, `${this.line.server}/`)));
    const meta = h('p', { className: 'meta' }, time, ' ', note);
    const element = h('div', { className: `message ${direction}` }, day, bubble, meta);
    const choices = buttons.map(({ title, payload }, index) => {
      const tap = () => {
        mark(choice);
        this.line.send(title, payload);
      };
      const choice = button('', tap, h('span', { className: 'number' }, `${index + 1}. `), title);
      choice.value = title;
      return choice;
    });
    const group = { className: 'choices', role: 'group', 'aria-label': 'Suggested replies' };
    if (choices.length) element.append(h('div', group, ...choices));
    return { out, element, day, time, note, choices };
  }

  markDays() {
    let previous = '';
    for (const { day, time } of this.entries) {
      const name = dayName(new Date(time.dateTime));
      say(day, name === previous ? '' : name);
      previous = name;
    }
  }
}

/** A quick reply that was used stays, and can be used again. */
function mark(choice) {
  if (choice.className) return;
  choice.className = 'used';
  choice.append(h('span', { 'aria-hidden': 'true' }, ' ✓'), unseen(' (chosen)'));
}

/** Marks the quick reply whose number or title was typed. */
function markTyped(text, earlier) {
  const said = text.trim().toLowerCase();
  const asked = earlier.filter((entry) => entry.out).reverse();
  const titled = () => asked.flatMap((entry) => entry.choices).find((choice) => choice.value.toLowerCase() === said);
  const choice = asked[0]?.choices[Number(said) - 1] ?? titled();
  if (choice) mark(choice);
}

/**
 * A page without <smp-chat> gets one, so that one script tag is all that a clinic needs. A module cannot ask which
 * tag loaded it; the tag is found by its address, and its data-… attributes become the element's.
 */
function embed() {
  if (document.querySelector('smp-chat')) return;
  const chat = document.createElement('smp-chat');
  const tag = [...document.scripts].find((script) => script.src === import.meta.url);
  for (const [name, value] of Object.entries(tag?.dataset ?? {})) chat.setAttribute(name, value);
  document.body.append(chat);
}

customElements.define('smp-chat', SmpChat);
if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', embed);
else embed();
