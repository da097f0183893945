// The admin's side of the embedded app: draws title bar, save bar, toasts and
// dialogs for the framed document, hands it ID tokens and keeps the address bar
// in step. It listens to the app's own origin and window only.
(() => {
  'use strict';
  const stage = document.querySelector('[data-app-stage]');
  if (!stage) return;
  const { appOrigin, base, bridge, admin, shop, host, locale } = stage.dataset;
  const frame = stage.querySelector('iframe');
  const part = (name) => document.querySelector(`[data-part="${name}"]`);
  const reserved = new Set(['embedded', 'hmac', 'host', 'id_token', 'locale', 'session', 'shop', 'timestamp', 'appLoadId', 'protocol']);

  const command = (type, payload = {}) => frame.contentWindow?.postMessage({ bridge: 'host', type, payload }, appOrigin);
  const answer = (id, payload, error) => frame.contentWindow?.postMessage({ bridge: 'host', id, payload, error }, appOrigin);
  const element = (name, className, text) => {
    const node = document.createElement(name);
    if (className) node.className = className;
    if (text) node.textContent = text;
    return node;
  };

  // ---- asking the sandbox -----------------------------------------------------
  async function post(path, body) {
    const response = await fetch(bridge + path, {
      method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body || {}),
    });
    const out = await response.json().catch(() => ({}));
    if (!response.ok) throw new Error(out.error || `The sandbox answered ${response.status}.`);
    return out;
  }

  // ---- loading bar --------------------------------------------------------------
  const loading = (on) => part('loading').classList.toggle('is-on', on);
  loading(true);
  frame.addEventListener('load', () => loading(false));

  // ---- address and navigation -----------------------------------------------------
  let links = [];
  let current = '';
  function cleanPath(path) {
    const url = new URL(path, appOrigin);
    for (const name of [...url.searchParams.keys()]) if (reserved.has(name)) url.searchParams.delete(name);
    return url.pathname + url.search + url.hash;
  }
  function onLocation({ path }) {
    const clean = cleanPath(String(path || '/'));
    current = new URL(clean, appOrigin).pathname;
    const address = base + clean.replace(/^\/(?=[?#]|$)/, '');
    if (location.pathname + location.search + location.hash !== address) history.replaceState(null, '', address);
    markCurrent();
  }
  function markCurrent() {
    let best = null;
    for (const node of part('subnav').querySelectorAll('a')) {
      const own = node.dataset.href.split(/[?#]/)[0];
      node.removeAttribute('aria-current');
      const inside = current === own || (own !== '/' && current.startsWith(`${own}/`));
      if (inside && (!best || own.length > best.dataset.href.length)) best = node;
    }
    best?.setAttribute('aria-current', 'page');
  }
  async function go(href, index) {
    if (bar.open && !(await confirmLeave())) return;
    command('navigate', { href, index });
  }
  function onNav(payload) {
    links = (Array.isArray(payload.links) ? payload.links : []).slice(0, 24);
    const list = part('subnav');
    list.replaceChildren();
    links.forEach((link, index) => {
      if (link.home || !String(link.href).startsWith('/')) return;
      const item = element('li');
      const anchor = element('a', '', String(link.label).slice(0, 60));
      anchor.href = base + link.href;
      anchor.dataset.href = link.href;
      anchor.addEventListener('click', (event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
        event.preventDefault();
        go(link.href, index);
      });
      item.append(anchor);
      list.append(item);
    });
    list.hidden = list.childElementCount === 0;
    markCurrent();
  }
  part('apphome')?.addEventListener('click', (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    const index = links.findIndex((link) => link.home);
    go(index < 0 ? '/' : links[index].href, index < 0 ? undefined : index);
  });
  function onOpen({ url, blank }) {
    const found = /^shopify:(?:\/\/)?admin(\/.*)?$/.exec(String(url));
    if (!found) return;
    const target = admin + (found[1] || '');
    if (blank) window.open(target, '_blank', 'noopener'); else location.assign(target);
  }
  function onRedirect({ url }) {
    const target = new URL(String(url), location.href);
    if (target.origin === location.origin || target.origin === appOrigin) location.assign(target.href);
  }

  // ---- title bar --------------------------------------------------------------------
  let title = '';
  function showTitle(text) {
    // The app's own name at the end of its titles stands beside them already.
    title = String(text || '').slice(0, 120);
    for (const gap of [' · ', ' | ', ' – ', ' - ']) {
      const tail = gap + stage.dataset.appName;
      if (title.endsWith(tail)) title = title.slice(0, -tail.length);
    }
    if (title === stage.dataset.appName) title = '';
    part('title').textContent = title;
    part('titlegap').hidden = !title;
    document.title = [title, stage.dataset.appName, stage.dataset.shopName].filter(Boolean).join(' · ');
  }
  function makeButton(facts, action) {
    const button = element('button', facts.variant === 'primary' ? 'button primary' : 'button', String(facts.label).slice(0, 40));
    button.type = 'button';
    button.disabled = Boolean(facts.disabled || facts.loading);
    if (facts.tone === 'critical') button.classList.add('danger');
    button.addEventListener('click', action);
    return button;
  }
  function onTitleBar({ title: text, buttons }) {
    if (text) showTitle(text);
    const box = part('titlebuttons');
    box.replaceChildren();
    (buttons || []).slice(0, 6).forEach((facts, index) => box.append(makeButton(facts, () => command('titleBar.click', { index }))));
  }

  // ---- save bar ----------------------------------------------------------------------
  const bar = { open: false, confirm: false };
  function onSaveBar(payload) {
    bar.open = Boolean(payload.open);
    bar.confirm = Boolean(payload.confirm);
    const box = part('savebar');
    box.hidden = !bar.open;
    if (!bar.open) return;
    for (const action of ['save', 'discard']) {
      const facts = payload[action] || {};
      const button = box.querySelector(`[data-action="${action}"]`);
      button.textContent = facts.label || (action === 'save' ? 'Save' : 'Discard');
      button.disabled = Boolean(facts.disabled || facts.loading);
      button.classList.toggle('is-busy', Boolean(facts.loading));
    }
  }
  part('savebar').addEventListener('click', async (event) => {
    const action = event.target.closest('[data-action]')?.dataset.action;
    if (!action) return;
    if (action === 'discard' && bar.confirm && !(await confirmLeave())) return;
    command('saveBar.click', { action });
  });
  window.addEventListener('beforeunload', (event) => { if (bar.open) event.preventDefault(); });

  // ---- dialogs -----------------------------------------------------------------------
  const dialog = part('dialog');
  let closed = () => {};
  dialog.addEventListener('close', () => { const run = closed; closed = () => {}; run(dialog.returnValue); });
  dialog.addEventListener('cancel', () => { dialog.returnValue = ''; });
  function openDialog(heading, paragraphs, buttons, onClose) {
    if (dialog.open) dialog.close('');
    part('dialogtitle').textContent = heading;
    part('dialogtext').replaceChildren(...paragraphs.slice(0, 40).map((text) => element('p', '', String(text))));
    part('dialogbuttons').replaceChildren(...buttons);
    dialog.returnValue = '';
    closed = onClose;
    dialog.showModal();
  }
  function choose(heading, paragraphs, yes, no, danger) {
    return new Promise((resolve) => {
      const refuse = makeButton({ label: no }, () => dialog.close(''));
      const accept = makeButton({ label: yes, variant: 'primary', tone: danger ? 'critical' : '' }, () => dialog.close('yes'));
      openDialog(heading, paragraphs, [refuse, accept], (value) => resolve(value === 'yes'));
    });
  }
  async function confirmLeave() {
    const leave = await choose('Leave without saving?', ['Your changes on this page will be lost.'], 'Leave page', 'Keep editing', true);
    if (leave) onSaveBar({ open: false });
    return leave;
  }
  function onModal(payload) {
    if (!payload.open) { closed = () => {}; if (dialog.open) dialog.close(''); return; }
    const buttons = (payload.buttons || []).slice(0, 4).map((facts, index) => makeButton(facts, () => command('modal.click', { index })));
    openDialog(String(payload.title || stage.dataset.appName), payload.text || [], buttons.reverse(), () => command('modal.closed'));
  }

  // ---- toasts ------------------------------------------------------------------------
  const toasts = part('toasts');
  function hideToast(id) {
    const node = [...toasts.children].find((child) => child.dataset.id === id);
    if (!node) return;
    node.remove();
    command('toast.dismissed', { id });
  }
  function onToast({ id, text, isError, action, duration }) {
    const node = element('div', isError ? 'toast is-error' : 'toast');
    node.dataset.id = id;
    node.append(element('span', '', String(text).slice(0, 300)));
    if (action) {
      const button = makeButton({ label: action }, () => { command('toast.action', { id }); hideToast(id); });
      node.append(button);
    }
    const close = element('button', 'toast-close', '×');
    close.type = 'button';
    close.setAttribute('aria-label', 'Dismiss');
    close.addEventListener('click', () => hideToast(id));
    node.append(close);
    toasts.append(node);
    while (toasts.childElementCount > 3) hideToast(toasts.firstElementChild.dataset.id);
    setTimeout(() => hideToast(id), Math.min(Math.max(Number(duration) || 5000, 1500), 60000));
  }

  // ---- optional scopes ------------------------------------------------------------------
  async function requestScopes({ scopes }) {
    const wanted = (Array.isArray(scopes) ? scopes : []).map(String);
    const agreed = await choose(`${stage.dataset.appName} asks for more access`, wanted, 'Allow', 'Not now');
    if (!agreed) return { result: 'declined-all', detail: await post('/scopes', {}) };
    return { result: 'granted-all', detail: await post('/scopes', { grant: wanted }) };
  }

  // ---- the switchboard ------------------------------------------------------------------
  const questions = {
    hello: async () => ({ shop, host, locale }),
    idToken: () => post('/id-token'),
    user: async () => ({ accountAccess: 'account_owner' }),
    'scopes.query': () => post('/scopes', {}),
    'scopes.request': requestScopes,
    'scopes.revoke': async ({ scopes }) => ({ detail: await post('/scopes', { revoke: scopes }) }),
    'app.extensions': async () => [],
    'saveBar.leaveConfirmation': async () => { if (bar.open && !(await confirmLeave())) throw new Error('The person stays on the page.'); },
  };
  const events = {
    location: onLocation, nav: onNav, titleBar: onTitleBar, saveBar: onSaveBar, modal: onModal, toast: onToast,
    'toast.hide': ({ id }) => hideToast(id), open: onOpen, redirect: onRedirect,
    loading: ({ on }) => loading(Boolean(on)), title: ({ title: text }) => showTitle(text),
  };
  window.addEventListener('message', async (event) => {
    if (event.origin !== appOrigin || event.source !== frame.contentWindow) return;
    const message = event.data;
    if (!message || message.bridge !== 'app') return;
    const payload = message.payload || {};
    if (!message.id) {
      if (Object.hasOwn(events, message.type)) events[message.type](payload);
      return;
    }
    try {
      if (!Object.hasOwn(questions, message.type)) throw new Error(`The sandbox does not know "${message.type}".`);
      answer(message.id, await questions[message.type](payload));
    } catch (problem) {
      answer(message.id, undefined, problem.message);
    }
  });

  // The frame starts only now, so that no message of its first document is lost.
  frame.src = frame.dataset.src;
})();
