// Finds the blocks of the page, loads the module each one names, and gives it
// what all of them need: words, numbers, answers of the app, and the states in
// between. Nothing here knows an address: the proxy and the modules stand on
// the block.
const patienceMs = 12000;
const staleMs = 30000;
const answers = new Map();
const open = new Set(); // blocks that show something
const bodies = new Set();

const languageOf = (root) => root.dataset.locale || document.documentElement.lang || 'en';

/** What went wrong on the way to the app: offline, unreachable, or an answer. */
class Trouble extends Error {
  constructor(kind, status = 0, answer = null) {
    const detail = answer?.detail ?? '';
    super(detail || kind);
    Object.assign(this, { kind, status, detail, answer });
  }
}

async function request(root, path, { method = 'GET', body } = {}) {
  if (navigator.onLine === false) throw new Trouble('offline');
  const address = new URL(`${root.dataset.proxy.replace(/\/+$/, '')}/${path}`, location.origin);
  if (address.origin !== location.origin) throw new Trouble('unreachable');
  address.searchParams.set('locale', languageOf(root));
  const options = { method, headers: { Accept: 'application/json' }, signal: AbortSignal.timeout(patienceMs) };
  if (method !== 'GET') {
    options.headers['Content-Type'] = 'application/json';
    options.body = JSON.stringify(body ?? {});
  }
  let response;
  try {
    response = await fetch(address, options);
  } catch {
    throw new Trouble(navigator.onLine === false ? 'offline' : 'error');
  }
  const json = /\bjson\b/.test(response.headers.get('Content-Type') ?? '');
  const answer = json ? await response.json().catch(() => null) : null;
  if (response.ok && answer) return answer;
  if (response.ok && response.status === 204) return {};
  throw new Trouble(json ? 'error' : 'unreachable', response.status, answer);
}

/** Asks the app. Blocks that want the same thing share one answer. */
function ask(root, path, options) {
  if (options) return request(root, path, options);
  const name = `${root.dataset.proxy} ${path}`;
  const kept = answers.get(name);
  if (kept && Date.now() - kept.at < staleMs) return kept.answer;
  const answer = request(root, path);
  answers.set(name, { at: Date.now(), answer });
  answer.catch(() => answers.delete(name));
  return answer;
}

/** Makes an element. Text is only ever set as text. */
function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? '' : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== ''));
  return node;
}

const newKey = () => (crypto.randomUUID ? crypto.randomUUID() : [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, '0')).join(''));

/** The key for a wish: the one it was asked with before, or a fresh one. */
function keyFor(shelf, wish) {
  let kept;
  try {
    kept = JSON.parse(sessionStorage.getItem(shelf));
  } catch {
    kept = null;
  }
  if (kept?.wish === wish) return kept.key;
  const key = newKey();
  try {
    sessionStorage.setItem(shelf, JSON.stringify({ wish, key }));
  } catch {
    // Without storage a key lives as long as the page.
  }
  return key;
}

function forget(shelf) {
  try {
    sessionStorage.removeItem(shelf);
  } catch {
    // Nothing was kept.
  }
}

/**
 * Sends a wish with a key that is kept until it is answered, so that trying
 * again after a lost answer never does it twice.
 */
async function wish(kit, shelf, path, body) {
  try {
    const made = await kit.ask(path, { method: 'POST', body: { ...body, key: keyFor(shelf, JSON.stringify(body)) } });
    forget(shelf);
    return made;
  } catch (trouble) {
    if (trouble.status >= 400 && trouble.status < 500) forget(shelf); // refused, so nothing was done
    throw trouble;
  }
}

function wordsOf(root) {
  const texts = JSON.parse(root.querySelector('[data-texts]')?.textContent ?? '{}');
  const language = languageOf(root);
  const plural = new Intl.PluralRules(language);
  const count = new Intl.NumberFormat(language);
  const day = new Intl.DateTimeFormat(language, { dateStyle: 'medium' });
  const say = (key, values = {}) => {
    const form = values.n === undefined ? '' : `_${plural.select(Math.abs(values.n))}`;
    const text = texts[key + form] ?? texts[`${key}_other`] ?? texts[key] ?? '';
    return text.replace(/\[(\w+)\]/g, (whole, name) => (typeof values[name] === 'number' ? count.format(values[name]) : (values[name] ?? whole)));
  };
  return {
    say, language,
    has: (key) => key in texts,
    points: (n) => say('points', { n }),
    number: (n) => count.format(n),
    signed: (n) => new Intl.NumberFormat(language, { signDisplay: 'exceptZero' }).format(n),
    date: (iso) => day.format(new Date(iso)),
    money: (minor, currency) => {
      const format = new Intl.NumberFormat(language, { style: 'currency', currency, currencyDisplay: 'narrowSymbol' });
      return format.format(minor / 10 ** format.resolvedOptions().maximumFractionDigits);
    },
  };
}

/** What a part works with. */
function kitOf(root) {
  const body = root.querySelector('[data-body]');
  const live = root.querySelector('[data-live]');
  const words = wordsOf(root);
  const tell = (text) => {
    if (live) live.textContent = text;
  };
  const copy = (text, button) => navigator.clipboard.writeText(text).then(() => {
    button.textContent = words.say('copied');
    tell(words.say('copied'));
  }, () => {});
  const kit = {
    root, body, el, tell, copy, ...words,
    wish: (shelf, path, body) => wish(kit, shelf, path, body),
    ask: (path, options) => ask(root, path, options),
    // A module that few shoppers need; it comes when it is asked for.
    later: (name) => import(root.dataset[name]).then((module) => module.default, () => {
      throw new Trouble(navigator.onLine === false ? 'offline' : 'error');
    }),
    store: (path) => new URL(root.dataset.store.replace(/\/+$/, '') + path, location.origin),
    changed: () => {
      answers.clear();
      document.dispatchEvent(new CustomEvent('clientele:changed'));
    },
    sentence: (trouble) => {
      if (trouble.kind === 'error' && trouble.detail && [409, 422].includes(trouble.status)) return trouble.detail;
      if (trouble.kind === 'unreachable' && 'editor' in root.dataset) return words.say('unreachable');
      return words.say(trouble.kind === 'offline' ? 'offline' : 'error');
    },
  };
  return kit;
}

/** Shows what part.draw makes of the answers, and says so when there are none. */
async function fill(kit, part, quiet) {
  const { body, el: make, say } = kit;
  if (quiet && (part.lasting || body.querySelector('.clientele-confirm'))) return; // a question stands open
  const paths = typeof part.asks === 'function' ? part.asks(kit) : part.asks;
  if (!paths.length) return; // the page has said it all
  body.setAttribute('aria-busy', 'true');
  try {
    const found = await Promise.all(paths.map((path) => kit.ask(path)));
    body.replaceChildren(...[part.draw(kit, ...found)].flat());
    kit.root.dataset.state = 'ready';
  } catch (trouble) {
    if (!(trouble instanceof Trouble)) throw trouble;
    if (quiet) return; // what is shown is still true
    const retry = make('button', { type: 'button', class: 'clientele-quiet', onclick: () => fill(kit, part) }, say('retry'));
    const text = part.explain?.(kit, trouble) || kit.sentence(trouble);
    body.replaceChildren(make('p', { class: 'clientele-trouble' }, text), ...(trouble.kind === 'offline' ? [] : [retry]));
    kit.root.dataset.state = trouble.kind;
    kit.tell(text);
  } finally {
    body.removeAttribute('aria-busy');
    settle();
  }
}

/** Gives back reserved room where nobody would see the rest of the page move. */
function settle() {
  for (const body of bodies) {
    const end = Math.max(0, ...[...body.children].map((child) => child.getBoundingClientRect().bottom));
    if (end >= window.innerHeight && !body.hasAttribute('aria-busy')) body.style.minHeight = '0';
  }
}

async function boot(root) {
  if (root.dataset.state) return;
  if (!root.querySelector('[data-body], [data-panel]')) {
    root.dataset.state = 'out'; // nobody is signed in: the page has said it all
    return;
  }
  root.dataset.state = 'loading';
  const { default: part } = await import(root.dataset.module);
  if (part.start) {
    part.start(root, scan);
    root.dataset.state = 'ready';
    return;
  }
  const kit = kitOf(root);
  await Promise.all((part.needs ?? []).map(async (name) => {
    kit[name] = (await import(root.dataset[name])).default;
  }));
  const refresh = (quiet) => fill(kit, part, quiet && root.dataset.state === 'ready');
  open.add(refresh);
  bodies.add(kit.body);
  await refresh(false);
}

/** Starts the blocks inside a node; those of a closed panel wait for it to open. */
function scan(inside) {
  for (const root of inside.querySelectorAll('[data-clientele]')) {
    const panel = root.closest('[data-panel]');
    if (panel && !panel.open) continue;
    boot(root).catch((fault) => console.error('clientele:', fault));
  }
}

/** Keeps the code of a friend's link in the cart, which hands it on to the order. */
function remember() {
  const code = new URLSearchParams(location.search).get('ref') ?? '';
  const store = document.querySelector('[data-clientele]')?.dataset.store;
  if (store === undefined || !/^[A-Z2-9]{12}$/i.test(code)) return;
  const cart = new URL(`${store.replace(/\/+$/, '')}/cart/update.js`, location.origin);
  if (cart.origin !== location.origin) return;
  fetch(cart, {
    method: 'POST', keepalive: true, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ attributes: { clientele_ref: code.toUpperCase() } }),
  }).catch(() => {}); // the page is as good without it
}

const refreshAll = () => {
  for (const refresh of open) refresh(true);
};
const comeBack = () => {
  if (document.visibilityState === 'visible' && [...answers.values()].some(({ at }) => Date.now() - at >= staleMs)) refreshAll();
};
document.addEventListener('clientele:changed', refreshAll);
document.addEventListener('visibilitychange', comeBack);
window.addEventListener('online', refreshAll);
window.addEventListener('pageshow', (event) => {
  if (event.persisted) {
    answers.clear();
    refreshAll();
  }
});
document.addEventListener('shopify:section:load', (event) => scan(event.target));
remember();
scan(document);
