// Rewards to redeem and those redeemed.
const waitsMs = [1000, 1500, 2000, 3000, 5000, 8000, 10000, 15000];

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

function redeemer(kit, reward, amount) {
  const { el, say } = kit;
  const cost = () => (amount ? Number(amount.value) : reward.cost);
  const button = el('button', {
    type: 'button', class: 'clientele-button', 'aria-label': say('redeem_what', { title: reward.title, points: kit.points(cost()) }),
    onclick: () => kit.rows.confirming(kit, button, { agree: say('yes'), question: say('confirm', { points: kit.points(cost()) }), async act() {
      const made = await kit.wish('clientele-redemption', 'redemptions', { reward: reward.id, points: cost() });
      kit.root.dataset.redeemed = made.id;
      kit.tell(`${made.title}: ${say(made.state)}`);
    } }),
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
  const back = el('button', { type: 'button', class: 'clientele-quiet', onclick: () => kit.rows.confirming(kit, back, { agree: say('give_back_yes'), question: say('give_back_confirm', { points: kit.points(r.points) }), async act() {
    await kit.ask(`redemptions/${encodeURIComponent(r.id)}`, { method: 'DELETE' });
    kit.tell(say('given_back'));
  } }) }, say('give_back'));
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
  needs: ['rows'],
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
    out.push(...kit.rows.list(kit, rewards.map((reward) => offer(kit, reward))));
    return out;
  },
};
