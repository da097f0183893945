// Rewards to redeem and those redeemed. A redemption is asked for with a key
// that is kept until it is answered, so that trying again after a lost answer
// never spends points twice.
const waitsMs = [1000, 1500, 2000, 3000, 5000, 8000, 10000, 15000];
const shelf = 'clientele-redemption';

const newKey = () => (crypto.randomUUID ? crypto.randomUUID() : [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, '0')).join(''));

/** The key for a wish: the one it was asked with before, or a fresh one. */
function keyFor(wish) {
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

function forget() {
  try {
    sessionStorage.removeItem(shelf);
  } catch {
    // Nothing was kept.
  }
}

const visible = () => new Promise((done) => {
  if (document.visibilityState === 'visible') {
    done();
    return;
  }
  document.addEventListener('visibilitychange', () => visible().then(done), { once: true });
});

const followed = new Set();
const slow = new Set();

/** Looks until a code is there: once per redemption, never while the page is hidden. */
async function follow(kit, id) {
  if (followed.has(id)) return;
  followed.add(id);
  for (const wait of waitsMs) {
    await new Promise((done) => setTimeout(done, wait));
    await visible();
    const now = await kit.ask(`redemptions/${encodeURIComponent(id)}`, { method: 'GET' }).catch(() => null);
    if (now && now.state !== 'preparing') {
      kit.changed();
      kit.tell(`${now.title}: ${kit.say(now.state)}`);
      return;
    }
  }
  slow.add(id);
  kit.changed();
  kit.tell(kit.say('slow'));
}

/** A question in place of a button; focus goes along and comes back. */
function confirming(kit, button, agree, question, act) {
  const { el, say } = kit;
  const leave = () => {
    box.replaceWith(button);
    button.focus();
  };
  const yes = el('button', { type: 'button', class: 'clientele-button', async onclick() {
    yes.disabled = true;
    try {
      await act();
      box.remove();
      kit.changed();
    } catch (trouble) {
      text.textContent = kit.sentence(trouble);
      kit.tell(text.textContent);
      yes.disabled = false;
    }
  } }, agree);
  const text = el('span', { class: 'clientele-small' }, question());
  const box = el('div', { class: 'clientele-confirm', role: 'group', 'aria-label': question(), onkeydown: (event) => {
    if (event.key === 'Escape') leave();
  } }, text, el('span', { class: 'clientele-row' }, yes, el('button', { type: 'button', class: 'clientele-quiet', onclick: leave }, say('no'))));
  button.replaceWith(box);
  yes.focus();
}

function redeemer(kit, reward, amount) {
  const { el, say } = kit;
  const cost = () => (amount ? Number(amount.value) : reward.cost);
  const button = el('button', {
    type: 'button', class: 'clientele-button', 'aria-label': say('redeem_what', { title: reward.title, points: kit.points(cost()) }),
    onclick: () => confirming(kit, button, say('yes'), () => say('confirm', { points: kit.points(cost()) }), async () => {
      const wish = `${reward.id} ${cost()}`;
      const body = { reward: reward.id, points: cost(), key: keyFor(wish) };
      const made = await kit.ask('redemptions', { method: 'POST', body }).catch((trouble) => {
        if (trouble.status >= 400 && trouble.status < 500) forget(); // refused, so nothing was spent
        throw trouble;
      });
      forget();
      kit.root.dataset.redeemed = made.id;
      kit.tell(`${made.title}: ${say(made.state)}`);
    }),
  }, say('redeem'));
  return button;
}

function offer(kit, reward) {
  const { el, say } = kit;
  const what = el('span', { class: 'clientele-what' }, el('strong', {}, reward.title), el('span', { class: 'clientele-small' }, reward.text || kit.points(reward.cost)));
  if (reward.text) what.append(el('span', { class: 'clientele-small clientele-cost' }, kit.points(reward.cost)));
  if (!reward.affordable) {
    const share = reward.missing > 0 ? Math.max(0, Math.min(100, Math.round(100 - (100 * reward.missing) / reward.cost))) : 0;
    if (reward.missing > 0) {
      what.append(el('progress', { max: 100, value: share, 'aria-label': reward.title }, `${share}%`),
        el('span', { class: 'clientele-small' }, say('missing', { n: reward.missing })));
    }
  }
  if (reward.refusal) what.append(el('span', { class: 'clientele-small' }, reward.refusal));
  if (!reward.affordable || reward.refusal) return el('li', {}, what);
  let amount;
  if (reward.most > reward.cost && reward.step > 0) {
    const shown = el('output', {}, kit.points(reward.cost));
    amount = el('input', { type: 'range', min: reward.cost, max: reward.most, step: reward.step, value: reward.cost, 'aria-label': say('amount'), oninput: () => {
      shown.textContent = kit.points(Number(amount.value));
      amount.setAttribute('aria-valuetext', shown.textContent);
    } });
    what.append(el('span', { class: 'clientele-row' }, amount, shown));
  }
  return el('li', {}, what, redeemer(kit, reward, amount));
}

function redeemed(kit, r) {
  const { el, say } = kit;
  const state = r.state === 'preparing' && slow.has(r.id) ? 'slow' : r.state;
  const what = el('span', { class: 'clientele-what' }, el('strong', {}, r.title), el('span', { class: 'clientele-small' }, say(state)));
  const row = el('li', { class: `clientele-${r.state}`, tabindex: '-1' }, what);
  if (r.state === 'preparing') {
    follow(kit, r.id);
    return row;
  }
  if (r.state !== 'ready') return row;
  if (r.lapsesAt) what.append(el('span', { class: 'clientele-small' }, say('lapses', { date: kit.date(r.lapsesAt) })));
  if (r.code) {
    const copy = el('button', { type: 'button', class: 'clientele-quiet', onclick: () => kit.copy(r.code, copy) }, say('copy'));
    what.append(el('span', { class: 'clientele-row' }, el('code', { class: 'clientele-code' }, r.code), copy));
  }
  const back = el('button', { type: 'button', class: 'clientele-quiet', onclick: () => confirming(kit, back, say('give_back_yes'), () => say('give_back_confirm', { points: kit.points(r.points) }), async () => {
    await kit.ask(`redemptions/${encodeURIComponent(r.id)}`, { method: 'DELETE' });
    kit.tell(say('given_back'));
  }) }, say('give_back'));
  const link = within(r.link, kit.root.dataset.store);
  row.append(el('span', { class: 'clientele-row' }, link ? el('a', { class: 'clientele-button', href: link }, say('use')) : '', back));
  return row;
}

/** Only web addresses become links; those of the store begin where its pages
 * do, which is not always the root of its domain. */
function within(link, store = '') {
  if (!link) return '';
  const root = store.replace(/\/+$/, '');
  const address = /^\/[^/]/.test(link) && !link.startsWith(`${root}/`) ? root + link : link;
  return /^https?:$/.test(new URL(address, location.href).protocol) ? address : '';
}

const current = ['preparing', 'ready'];

export default {
  asks: ['rewards'],
  draw(kit, { available, rewards, redemptions }) {
    const { el, say, root } = kit;
    const held = redemptions.filter((r) => current.includes(r.state) || r.id === root.dataset.redeemed);
    const out = [el('p', { class: 'clientele-small' }, say('available', { n: available }))];
    if (held.length) {
      out.push(el('h3', {}, say('yours')), el('ul', { class: 'clientele-list' }, ...held.map((r) => {
        const row = redeemed(kit, r);
        if (r.id === root.dataset.redeemed && !('seen' in root.dataset)) {
          root.dataset.seen = '';
          queueMicrotask(() => row.focus());
        }
        return row;
      })));
      if (rewards.length) out.push(el('h3', {}, say('list')));
    }
    if (!rewards.length) return [...out, el('p', { class: 'clientele-none' }, say('empty'))];
    const shown = Number(root.style.getPropertyValue('--clientele-rows')) || 3;
    const rows = rewards.map((reward) => offer(kit, reward));
    const list = el('ul', { class: 'clientele-list' }, ...rows.slice(0, shown));
    out.push(list);
    if (rows.length > shown) {
      const more = el('button', { type: 'button', class: 'clientele-quiet', onclick: () => {
        list.append(...rows.slice(shown));
        more.remove();
        rows[shown].setAttribute('tabindex', '-1');
        rows[shown].focus();
      } }, say('more'));
      out.push(more);
    }
    return out;
  },
};
