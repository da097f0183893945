// The store's cart, as far as bookings need it: what pays them goes in, and what
// is given back comes out again.
async function send(kit, action, body) {
  const address = kit.store(`/cart/${action}.js`);
  const options = { method: 'POST', headers: { 'Content-Type': 'application/json', Accept: 'application/json' }, body: JSON.stringify(body) };
  const answer = address.origin === location.origin && await fetch(address, options).catch(() => null);
  if (!answer?.ok) throw Object.assign(new Error(action), { kind: 'cart' });
  return answer.json();
}

/**
 * Puts everything that pays a booking into the cart, and no more of it than that,
 * however often it is asked to. The answer takes it out again.
 */
async function fill(kit, { others, ...first }) {
  const wanted = [first, ...(others ?? [])];
  const { items } = await send(kit, 'add', { items: wanted.map(({ variant, quantity, properties }) => ({ id: Number(variant), quantity, properties })) });
  for (const { key: id, variant_id: variant, quantity } of items) {
    const most = wanted.reduce((sum, line) => sum + (Number(line.variant) === variant ? line.quantity : 0), 0);
    if (quantity > most) await send(kit, 'change', { id, quantity: most });
  }
  return async () => {
    for (const { key: id } of items) await send(kit, 'change', { id, quantity: 0 }).catch(() => {}); // the page of the cart does it, too
  };
}

export default { fill };
