// The sandbox's stand-in for the platform's App Bridge.
//
// It runs inside the embedded app's document and talks by postMessage to the
// admin page that frames it (host.js). It trusts one origin only: the one this
// script was served from, which is also the admin's.
(() => {
  'use strict';
  if (window.shopify) return;

  const script = document.currentScript;
  const hostOrigin = new URL(script.src, location.href).origin;
  const framed = window.parent !== window;
  const params = new URLSearchParams(location.search);
  const ANSWER_LIMIT = 15000; // a person may be looking at a dialog for longer: see PATIENT
  const PATIENT = new Set(['scopes.request', 'saveBar.leaveConfirmation']);

  const metaContent = (name) => document.querySelector(`meta[name="${name}"]`)?.content || '';
  const apiKey = script.dataset.apiKey || metaContent('shopify-api-key');
  const disabledFeatures = metaContent('shopify-disabled-features').split(',').map((s) => s.trim()).filter(Boolean);
  const appOrigins = metaContent('shopify-app-origins').split(',').map((s) => s.trim()).filter(Boolean);

  // The address carries shop, host and locale on the first load only; within a
  // tab they are remembered where the browser allows it.
  const config = { apiKey, shop: '', host: '', locale: 'en', appOrigins, disabledFeatures };
  const memory = 'sandbox-app-bridge';
  try { Object.assign(config, JSON.parse(sessionStorage.getItem(memory) || '{}')); } catch { /* storage is blocked */ }
  for (const key of ['shop', 'host', 'locale']) if (params.get(key)) config[key] = params.get(key);
  const remember = () => {
    try {
      sessionStorage.setItem(memory, JSON.stringify({ shop: config.shop, host: config.host, locale: config.locale }));
    } catch { /* storage is blocked */ }
  };
  remember();

  // ---- talking to the admin -------------------------------------------------
  let nextID = 1;
  const waiting = new Map();
  const commands = new Map();

  const tell = (type, payload = {}) => {
    if (framed) window.parent.postMessage({ bridge: 'app', type, payload }, hostOrigin);
  };
  const ask = (type, payload = {}) => new Promise((resolve, reject) => {
    if (!framed) { reject(new Error('This page is not inside the store admin.')); return; }
    const id = nextID++;
    const entry = { resolve, reject, timer: 0 };
    if (!PATIENT.has(type)) {
      entry.timer = setTimeout(() => {
        waiting.delete(id);
        reject(new Error(`The store admin did not answer "${type}".`));
      }, ANSWER_LIMIT);
    }
    waiting.set(id, entry);
    window.parent.postMessage({ bridge: 'app', type, id, payload }, hostOrigin);
  });

  window.addEventListener('message', (event) => {
    if (event.origin !== hostOrigin || event.source !== window.parent) return;
    const message = event.data;
    if (!message || message.bridge !== 'host') return;
    if (message.id) {
      const entry = waiting.get(message.id);
      if (!entry) return;
      waiting.delete(message.id);
      clearTimeout(entry.timer);
      if (message.error) entry.reject(new Error(message.error)); else entry.resolve(message.payload);
      return;
    }
    commands.get(message.type)?.(message.payload || {});
  });

  // ---- ID tokens ------------------------------------------------------------
  // Age is counted from the moment of receipt, because the sandbox's clock may
  // be far away from this computer's.
  let kept = null;
  const readClaims = (token) => {
    try { return JSON.parse(atob(token.split('.')[1].replace(/-/g, '+').replace(/_/g, '/'))); } catch { return {}; }
  };
  async function idToken() {
    if (kept && performance.now() < kept.until) return kept.token;
    kept = null;
    const { token } = await ask('idToken');
    const claims = readClaims(token);
    const life = Number(claims.exp) - Number(claims.iat);
    if (life > 10) kept = { token, until: performance.now() + (life - 10) * 1000 };
    return token;
  }

  // ---- fetch ----------------------------------------------------------------
  const plainFetch = window.fetch.bind(window);
  const belongsToApp = (url) => {
    if (url.origin === location.origin || appOrigins.includes(url.origin)) return true;
    return url.protocol === location.protocol && url.port === location.port && url.hostname.endsWith(`.${location.hostname}`);
  };
  const withToken = (request, token) => {
    const headers = new Headers(request.headers);
    headers.set('Authorization', `Bearer ${token}`);
    return new Request(request, { headers });
  };
  async function bridgedFetch(input, init) {
    const address = input instanceof Request ? input.url : String(input);
    if (address.startsWith('shopify:')) {
      return new Response(JSON.stringify({ errors: [{ message: 'Direct API access is unsupported here.' }] }),
        { status: 501, headers: { 'Content-Type': 'application/json' } });
    }
    if (!belongsToApp(new URL(address, location.href))) return plainFetch(input, init);
    const request = new Request(input, init);
    if (request.headers.has('Authorization')) return plainFetch(request);
    const spare = request.clone();
    let response = await plainFetch(withToken(request, await idToken()));
    if (response.status === 401 && response.headers.has('X-Shopify-Retry-Invalid-Session-Request')) {
      kept = null;
      response = await plainFetch(withToken(spare, await idToken()));
    }
    const elsewhere = response.headers.get('X-Shopify-API-Request-Failure-Reauthorize-Url');
    if (elsewhere) tell('redirect', { url: new URL(elsewhere, location.href).href });
    return response;
  }
  if (!disabledFeatures.includes('fetch')) window.fetch = bridgedFetch;

  // ---- bounce page and re-embedding -----------------------------------------
  const handle = () => {
    try {
      const found = /^[^/]+\/store\/([a-z0-9][a-z0-9-]*)$/.exec(atob(config.host));
      if (found) return found[1];
    } catch { /* not base64 */ }
    return /^([a-z0-9][a-z0-9-]*)\.myshopify\.com$/.exec(config.shop)?.[1] || '';
  };
  const bounceTarget = () => {
    const wanted = params.get('shopify-reload');
    if (!wanted) return null;
    const target = new URL(wanted, location.href);
    return target.origin === location.origin ? target : null;
  };
  async function bounce(target) {
    target.searchParams.set('id_token', await idToken());
    location.replace(target.href);
  }
  const bouncing = framed && bounceTarget() !== null;
  if (framed) {
    const target = bounceTarget();
    if (target) bounce(target).catch((problem) => console.error(problem));
  } else if (!disabledFeatures.includes('auto-redirect') && apiKey && handle()) {
    const inner = bounceTarget() || new URL(location.href);
    location.replace(`${hostOrigin}/store/${handle()}/apps/${apiKey}${inner.pathname}${inner.search}${inner.hash}`);
  }

  // ---- keeping the address bar in step --------------------------------------
  const reportLocation = () => bouncing || tell('location', { path: location.pathname + location.search + location.hash });
  for (const method of ['pushState', 'replaceState']) {
    const original = history[method].bind(history);
    history[method] = (...args) => { const out = original(...args); reportLocation(); return out; };
  }
  window.addEventListener('popstate', reportLocation);
  window.addEventListener('hashchange', reportLocation);

  // The app is offered the move first (event `shopify:navigate`, whose target
  // carries the href); only when the address stays put the document is loaded.
  function navigate(href, link) {
    const wanted = new URL(href, location.href);
    if (wanted.origin !== location.origin || wanted.href === location.href) return;
    let node = link;
    if (!node) {
      node = document.createElement('a');
      node.setAttribute('href', href);
      node.style.display = 'none';
      document.body.append(node);
      setTimeout(() => node.remove(), 1000);
    }
    const before = location.href;
    const handled = !node.dispatchEvent(new CustomEvent('shopify:navigate', { bubbles: true, cancelable: true, detail: { href } }));
    if (handled) return;
    setTimeout(() => { if (location.href === before) location.assign(wanted.href); }, 300);
  }
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a[href^="shopify:"], s-link[href^="shopify:"]') : null;
    if (!link) return;
    event.preventDefault();
    tell('open', { url: link.getAttribute('href'), blank: link.getAttribute('target') === '_blank' });
  });
  const plainOpen = window.open.bind(window);
  window.open = (url, target, features) => {
    if (!String(url || '').startsWith('shopify:')) return plainOpen(url, target, features);
    tell('open', { url: String(url), blank: target === '_blank' });
    return null;
  };

  // ---- elements the admin draws ---------------------------------------------
  const buttonFacts = (node) => ({
    label: (node.getAttribute('label') || node.textContent || '').trim(),
    href: node.getAttribute('href') || '',
    variant: node.getAttribute('variant') || '',
    tone: node.getAttribute('tone') || '',
    disabled: node.hasAttribute('disabled') && node.getAttribute('disabled') !== 'false',
    loading: node.hasAttribute('loading') && node.getAttribute('loading') !== 'false',
  });
  const buttonsOf = (node) => [...node.querySelectorAll('button, a[href], s-button, s-link[href]')];

  class Drawn extends HTMLElement {
    connectedCallback() {
      this.style.display = 'none';
      this.watcher ??= new MutationObserver(() => this.later());
      this.watcher.observe(this, { childList: true, subtree: true, attributes: true, characterData: true });
      this.later();
    }
    disconnectedCallback() { this.watcher?.disconnect(); this.gone?.(); }
    later() {
      if (this.queued) return;
      this.queued = true;
      queueMicrotask(() => { this.queued = false; if (this.isConnected) this.draw(); });
    }
  }

  let navLinks = [];
  class NavMenu extends Drawn {
    draw() {
      navLinks = [...this.querySelectorAll('[href]')];
      tell('nav', {
        links: navLinks.map((node) => ({
          label: (node.textContent || '').trim(), href: node.getAttribute('href'), home: node.getAttribute('rel') === 'home',
        })),
      });
    }
    gone() { navLinks = []; tell('nav', { links: [] }); }
  }
  class TitleBar extends Drawn {
    draw() {
      if (this.closest('ui-modal')) return;
      this.buttons = buttonsOf(this);
      tell('titleBar', { title: this.getAttribute('title') || document.title, buttons: this.buttons.map(buttonFacts) });
    }
    gone() { if (!this.closest('ui-modal')) tell('titleBar', { title: '', buttons: [] }); }
  }
  class SaveBar extends Drawn {
    draw() { if (openBar === this) showBar(this); }
    gone() { if (openBar === this) hideBar(); }
    get showing() { return openBar === this; }
    show() { return saveBar.show(this.id); }
    hide() { return saveBar.hide(this.id); }
    toggle() { return saveBar.toggle(this.id); }
  }
  class Modal extends Drawn {
    draw() { if (openModal === this) this.paint(); }
    gone() { if (openModal === this) { openModal = null; tell('modal', { open: false }); } }
    paint() {
      const bar = this.querySelector('ui-title-bar');
      this.buttons = bar ? buttonsOf(bar) : [];
      const text = [...this.querySelectorAll('p, li, h2, h3')].filter((node) => !bar?.contains(node)).map((node) => node.textContent.trim());
      tell('modal', { open: true, title: bar?.getAttribute('title') || '', text, buttons: this.buttons.map(buttonFacts) });
    }
    show() { return modal.show(this.id); }
    hide() { return modal.hide(this.id); }
    toggle() { return modal.toggle(this.id); }
  }

  // ---- save bar -------------------------------------------------------------
  let openBar = null; // a ui-save-bar element, or a form with data-save-bar
  const announce = (node, name) => node.dispatchEvent(new CustomEvent(name));
  function showBar(node) {
    const buttons = node instanceof HTMLFormElement ? [] : buttonsOf(node);
    const save = buttons.find((b) => b.getAttribute('variant') === 'primary');
    const discard = buttons.find((b) => b !== save);
    openBar = node;
    tell('saveBar', {
      open: true,
      save: save ? buttonFacts(save) : { label: '' },
      discard: discard ? buttonFacts(discard) : { label: '' },
      confirm: node.hasAttribute('discardConfirmation') || node.hasAttribute('data-discard-confirmation'),
    });
  }
  function hideBar() { openBar = null; tell('saveBar', { open: false }); }
  const byID = (id, kind) => {
    const node = document.getElementById(id);
    if (!node || node.localName !== kind) throw new Error(`There is no <${kind} id="${id}">.`);
    return node;
  };
  const saveBar = {
    async show(id) { const node = byID(id, 'ui-save-bar'); showBar(node); announce(node, 'show'); },
    async hide(id) {
      const node = byID(id, 'ui-save-bar');
      if (openBar === node) { hideBar(); announce(node, 'hide'); }
    },
    async toggle(id) { return openBar === byID(id, 'ui-save-bar') ? saveBar.hide(id) : saveBar.show(id); },
    async leaveConfirmation() { if (openBar) await ask('saveBar.leaveConfirmation'); },
  };
  commands.set('saveBar.click', ({ action }) => {
    const node = openBar;
    if (!node) return;
    if (node instanceof HTMLFormElement) {
      if (action === 'save') node.requestSubmit(); else node.reset();
      return;
    }
    const buttons = buttonsOf(node);
    const save = buttons.find((b) => b.getAttribute('variant') === 'primary');
    (action === 'save' ? save : buttons.find((b) => b !== save))?.click();
  });
  const watchedForm = (event) => (event.target instanceof Element ? event.target.closest('form[data-save-bar]') : null);
  for (const name of ['input', 'change']) {
    document.addEventListener(name, (event) => { const form = watchedForm(event); if (form && openBar !== form) showBar(form); });
  }
  for (const name of ['submit', 'reset']) {
    document.addEventListener(name, (event) => { if (openBar && openBar === watchedForm(event)) hideBar(); });
  }

  // ---- modal, title bar, navigation commands ---------------------------------
  let openModal = null;
  const modal = {
    async show(id) { const node = byID(id, 'ui-modal'); openModal = node; node.paint(); announce(node, 'show'); },
    async hide(id) {
      const node = byID(id, 'ui-modal');
      if (openModal === node) { openModal = null; tell('modal', { open: false }); announce(node, 'hide'); }
    },
    async toggle(id) { return openModal === byID(id, 'ui-modal') ? modal.hide(id) : modal.show(id); },
  };
  commands.set('modal.closed', () => { const node = openModal; openModal = null; if (node) announce(node, 'hide'); });
  commands.set('modal.click', ({ index }) => openModal?.buttons?.[index]?.click());
  commands.set('titleBar.click', ({ index }) => {
    const bar = [...document.querySelectorAll('ui-title-bar')].find((node) => !node.closest('ui-modal'));
    const node = bar?.buttons?.[index];
    if (!node) return;
    if (node.getAttribute('href')) navigate(node.getAttribute('href'), node); else node.click();
  });
  commands.set('navigate', ({ href, index }) => {
    const link = Number.isInteger(index) ? navLinks[index] : undefined;
    navigate(href, link?.getAttribute('href') === href ? link : undefined);
  });
  commands.set('token.stale', () => { kept = null; });

  // ---- toasts and the rest of the global --------------------------------------
  let toastCount = 0;
  const toastActions = new Map();
  commands.set('toast.action', ({ id }) => toastActions.get(id)?.onAction?.());
  commands.set('toast.dismissed', ({ id }) => { toastActions.get(id)?.onDismiss?.(); toastActions.delete(id); });
  const toast = {
    show(text, options = {}) {
      const id = `toast-${++toastCount}`;
      toastActions.set(id, options);
      tell('toast', {
        id, text: String(text), isError: Boolean(options.isError), action: options.action || '', duration: Number(options.duration) || 5000,
      });
      return id;
    },
    hide(id) { tell('toast.hide', { id }); },
  };
  const unsupported = (name) => async () => ({ code: 'unsupported', success: false, message: `${name} is unsupported in the sandbox.` });

  const vitals = [];
  const reportVitals = () => {
    if (!vitals.length || document.visibilityState !== 'hidden') return;
    const paint = performance.getEntriesByType('largest-contentful-paint').at(-1) || performance.getEntriesByType('paint').at(-1);
    if (!paint) return;
    const metrics = [{ id: `v1-${Math.round(performance.timeOrigin)}`, name: 'LCP', value: Math.round(paint.startTime) }];
    for (const callback of vitals) callback({ metrics });
  };
  document.addEventListener('visibilitychange', reportVitals);

  let answerReady;
  const ready = new Promise((resolve) => { answerReady = resolve; });
  window.shopify = {
    config, ready, origin: hostOrigin,
    environment: { embedded: framed, mobile: false, pos: false, intent: false },
    idToken, toast, saveBar, modal,
    user: () => ask('user'),
    loading: (on) => tell('loading', { on: on !== false }),
    scopes: {
      query: () => ask('scopes.query'),
      request: (scopes) => ask('scopes.request', { scopes: [...scopes] }),
      revoke: (scopes) => ask('scopes.revoke', { scopes: [...scopes] }),
    },
    app: { extensions: () => ask('app.extensions') },
    reviews: { request: unsupported('reviews.request') },
    webVitals: { onReport: (callback) => { vitals.push(callback); } },
    picker: unsupported('picker'),
    intents: { invoke: unsupported('intents.invoke'), register: () => () => {} },
    support: { registerHandler: async () => {} },
  };

  for (const [name, kind] of [['s-app-nav', NavMenu], ['ui-nav-menu', class extends NavMenu {}],
    ['ui-title-bar', TitleBar], ['ui-save-bar', SaveBar], ['ui-modal', Modal]]) {
    if (!customElements.get(name)) customElements.define(name, kind);
  }

  const reportTitle = () => tell('title', { title: document.title });
  document.addEventListener('DOMContentLoaded', () => {
    reportTitle();
    new MutationObserver(reportTitle).observe(document.head, { childList: true, subtree: true, characterData: true });
  });
  reportLocation();
  if (framed) {
    ask('hello', { apiKey }).then((facts) => {
      for (const key of ['shop', 'host', 'locale']) if (facts[key]) config[key] = facts[key];
      remember();
      answerReady();
    }).catch((problem) => console.warn(problem));
  }
})();
