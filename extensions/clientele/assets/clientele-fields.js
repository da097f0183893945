// Fields of a form: what is asked, and what is wrong with the answer.
const types = { number: 'number', date: 'date', email: 'email', phone: 'tel' };

let counter = 0;
const newID = () => `clientele-field-${++counter}`;

/** A field of some kind with its label, and room for what is wrong with it. */
function field({ el, say }, { name, label, kind = 'text', required, choices, value = '', autocomplete }) {
  const id = newID();
  const known = { id, name, required, autocomplete, 'aria-describedby': `${id}-wrong` };
  const options = kind === 'yes_no' ? [['yes', say('yes')], ['no', say('no')]] : (choices ?? []).map((choice) => [choice, choice]);
  let input;
  if (options.length) input = el('select', known, el('option', { value: '' }, say('choose')), ...options.map(([key, text]) => el('option', { value: key }, text)));
  else if (kind === 'long_text') input = el('textarea', { ...known, rows: 3, maxlength: 2000 });
  else input = el('input', { ...known, type: types[kind] ?? 'text', maxlength: 200, step: kind === 'number' && 'any' });
  input.value = value;
  return el('div', { class: 'clientele-field' },
    el('label', { for: id }, label, required ? '' : el('span', { class: 'clientele-small' }, ` ${say('optional')}`)), input, el('span', { class: 'clientele-wrong', id: `${id}-wrong` }));
}

/** A choice of a number of people, up to the most. */
function people({ el, say }, { name, label, most, value }) {
  const id = newID();
  const select = el('select', { id, name }, ...Array.from({ length: most }, (_, i) => el('option', { value: i + 1 }, say('people', { n: i + 1 }))));
  select.value = value;
  return el('div', { class: 'clientele-field' }, el('label', { for: id }, label), select);
}

/** A group of radio buttons, or of boxes to tick. */
function group({ el }, { name, label, type = 'radio', items, chosen }) {
  return el('fieldset', { class: 'clientele-choices' }, el('legend', {}, label), ...items.map(({ id, title, text, photo }) => el('label', {},
    el('input', { type, name, value: id, checked: chosen.includes(id) }),
    photo ? el('img', { src: photo, alt: '', width: 44, height: 44, loading: 'lazy' }) : '',
    el('span', { class: 'clientele-what' }, el('span', {}, title), text ? el('span', { class: 'clientele-small' }, text) : ''))));
}

/** Says beside a field what is wrong with it; with nothing to say it takes that back. */
function mark(input, text) {
  input.removeAttribute('aria-invalid');
  if (text) input.setAttribute('aria-invalid', 'true');
  input.closest('.clientele-field').querySelector('.clientele-wrong').textContent = text;
}

const fieldsOf = (form) => [...form.elements].filter((input) => input.name && input.closest('.clientele-field')?.querySelector('.clientele-wrong'));

/** Looks at every field of a form; the first that is wrong gets the focus. */
function complete({ say }, form) {
  const inputs = fieldsOf(form);
  for (const input of inputs) mark(input, input.validity.valid ? '' : say(input.validity.valueMissing ? 'missing' : 'wrong'));
  const wrong = inputs.find((input) => !input.validity.valid);
  wrong?.focus();
  return !wrong;
}

/** Marks the fields of which the app says that they are wrong; tells whether it found one. */
function blame({ say }, form, errors) {
  const wrong = fieldsOf(form).filter(({ name }) => errors.some(({ location }) => location === name));
  for (const input of wrong) mark(input, say('wrong'));
  wrong[0]?.focus();
  return wrong.length > 0;
}

export default { field, people, group, complete, blame };
