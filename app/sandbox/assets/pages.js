// Small comforts for the server-rendered pages; everything works without them.
(() => {
  'use strict';
  // Menus close on Escape and on a click elsewhere.
  const menus = () => document.querySelectorAll('details[data-menu][open]');
  document.addEventListener('click', (event) => {
    for (const menu of menus()) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    for (const menu of menus()) { menu.open = false; menu.querySelector('summary').focus(); }
  });
  // A form is sent once: the button rests until the next page is there.
  document.addEventListener('submit', (event) => {
    const button = event.submitter;
    if (!button || event.defaultPrevented) return;
    setTimeout(() => { button.disabled = true; }, 0);
    setTimeout(() => { button.disabled = false; }, 4000);
  });

  // The till asks for new sums when the currency, the tip or the code changes.
  const till = document.querySelector('[data-till]');
  if (till) {
    let asked = 0;
    const requote = async () => {
      const mine = ++asked;
      const body = new URLSearchParams(new FormData(till));
      body.set('step', 'quote');
      const response = await fetch(till.action, { method: 'POST', body });
      if (!response.ok || mine !== asked) return;
      const page = new DOMParser().parseFromString(await response.text(), 'text/html');
      for (const part of ['[data-summary]', '[data-tip]']) {
        const fresh = page.querySelector(part);
        const old = till.querySelector(part);
        const focused = old?.contains(document.activeElement) ? document.activeElement.id : '';
        if (!fresh || !old) continue;
        old.replaceChildren(...fresh.childNodes);
        if (focused) document.getElementById(focused)?.focus();
      }
    };
    till.addEventListener('change', (event) => { if (event.target.matches('[data-quote]')) requote(); });
  }
  // On small screens the navigation scrolls sideways: show where one is.
  const here = document.querySelector('.side [aria-current]');
  const side = here?.closest('.side');
  if (side && side.scrollWidth > side.clientWidth) side.scrollLeft = here.offsetLeft - 60;

  // Quantities in the cart are sent as soon as they change.
  const cart = document.querySelector('[data-cart]');
  cart?.addEventListener('change', () => cart.requestSubmit());
})();
