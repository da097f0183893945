import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import { faults } from '../../test/axe';
import { service } from '../../test/catalogue';
import { open } from '../../test/render';
import { answer, never, refuse, server } from '../../test/server';

/** Remembers what was saved at an address. */
function saving(method: 'put' | 'post', path: string, saved: unknown[], refusal?: { location: string; message: string }) {
  return http[method](`*/api/admin${path}`, async ({ request }) => {
    saved.push(await request.json());
    if (!refusal) return HttpResponse.json(service());
    return HttpResponse.json({ title: 'Invalid', status: 422, code: 'invalid', detail: 'x', errors: [refusal] }, { status: 422 });
  });
}

const fill = (field: HTMLElement, value: string) => fireEvent.change(field, { target: { value } });

describe('the list of services', () => {
  it('says how long, how much and who', async () => {
    const variants = [
      { id: 'a', title: 'Short', durationMinutes: 30, segments: [], priceMinor: 3000, product: '' },
      { id: 'b', title: 'Long', durationMinutes: 60, segments: [], priceMinor: 5000, product: '' },
    ];
    server.use(answer('get', '/services', { currency: 'USD', items: [service({ variants }), service({ id: 's2', title: 'Talk', staff: [], enabled: false })] }));
    await open('/services');
    const row = await screen.findByRole('row', { name: /Hair cut/ });
    expect(row).toHaveTextContent('30 min – 60 min');
    expect(row).toHaveTextContent('$30.00 – $50.00');
    await waitFor(() => expect(row).toHaveTextContent('Ann'));
    expect(screen.getByRole('row', { name: /Talk/ })).toHaveTextContent('All staff');
    expect(screen.getByRole('button', { name: 'Remove Hair cut; switch it off first' })).toBeDisabled();
    expect(await faults(document.body)).toEqual([]);
  });

  it('says why a service could not be removed', async () => {
    server.use(
      answer('get', '/services', { currency: 'USD', items: [service({ enabled: false })] }),
      http.delete('*/api/admin/services/s1', () => HttpResponse.json({ title: 'Gone', status: 404, code: 'not_found', detail: 'this service was not found' }, { status: 404 })),
    );
    const { user } = await open('/services');
    await user.click(await screen.findByRole('button', { name: /^Remove Hair cut/ }));
    expect(await screen.findByText('this service was not found')).toBeInTheDocument();
  });

  it('has words for nothing, waiting and failure', async () => {
    server.use(answer('get', '/services', { currency: 'USD', items: [] }));
    const { unmount } = await open('/services');
    expect(await screen.findByText('No services yet')).toBeInTheDocument();
    unmount();
    server.use(never('get', '/services'));
    const waiting = await open('/services');
    expect(await screen.findByRole('status')).toHaveTextContent('Loading');
    waiting.unmount();
    server.use(refuse('get', '/services', 503, 'unavailable'));
    await open('/services');
    expect(await screen.findByRole('button', { name: 'Try again' })).toBeInTheDocument();
  });
});

describe('a service', () => {
  it('is changed on the version that was seen', async () => {
    const saved: unknown[] = [];
    server.use(saving('put', '/services/s1', saved));
    const { user } = await open('/services/s1');
    const price = await screen.findByRole('textbox', { name: 'Price' });
    expect(price).toHaveValue('45.00');
    await user.clear(price);
    await user.type(price, '49.5');
    await user.click(screen.getByRole('button', { name: 'Add waiting time within' }));
    await user.click(screen.getByRole('button', { name: 'Save' }));
    await screen.findByText('The service was saved.');
    expect(saved).toMatchObject([{
      base: 3, title: 'Hair cut', variants: [{ priceMinor: 4950, segments: [{ minutes: 15, waiting: false }, { minutes: 15, waiting: true }, { minutes: 15, waiting: false }] }],
    }]);
  });

  it('shows what is wrong at its field', async () => {
    const saved: unknown[] = [];
    server.use(saving('put', '/services/s1', saved, { location: 'body.variants[0].durationMinutes', message: 'must be 1 to 1440 minutes' }));
    const { user } = await open('/services/s1');
    const price = await screen.findByRole('textbox', { name: 'Price' });
    await user.clear(price);
    await user.type(price, '4,50');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText(/^Enter an amount such as/)).toBeInTheDocument();
    expect(saved).toEqual([]);
    await user.clear(price);
    await user.type(price, '4.50');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText('must be 1 to 1440 minutes')).toBeInTheDocument();
    expect(screen.getByRole('textbox', { name: 'Duration' })).toBeInvalid();
  });

  it('that is new is made once, with what is sold for it', async () => {
    const saved: { key: string }[] = [];
    server.use(saving('post', '/services', saved));
    const { user } = await open('/services/new');
    fill(await screen.findByRole('textbox', { name: 'Name' }), 'Colour');
    await user.selectOptions(screen.getByRole('combobox', { name: 'Paid' }), 'In the store’s checkout');
    await user.type(await screen.findByRole('combobox', { name: 'Product variant' }), 'mug');
    await user.click(await screen.findByRole('option', { name: 'River mug' }));
    await user.selectOptions(await screen.findByRole('combobox', { name: 'Form of River mug' }), 'Long – $60.00');
    const linked = await screen.findByRole('group', { name: 'Product variant' });
    await waitFor(() => expect(linked).toHaveTextContent('River mug · Long $60.00'));
    expect(await faults(document.body)).toEqual([]);
    await user.click(screen.getByRole('button', { name: 'Unlink Product variant' }));
    await user.type(await screen.findByRole('combobox', { name: 'Product variant' }), '71');
    await user.click(await screen.findByRole('option', { name: 'The variant no. 71' }));
    fill(screen.getByRole('textbox', { name: 'Price' }), '80');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    await screen.findByText('The service was saved.');
    expect(saved).toMatchObject([{ title: 'Colour', variants: [{ priceMinor: 8000, product: '71' }], payment: { how: 'checkout', depositPercent: 100 } }]);
    expect(saved[0]!.key).toHaveLength(36);
  });

  it('says what is linked to each length, and what the store does not sell any more', async () => {
    const part = { durationMinutes: 30, segments: [], priceMinor: 3000 };
    const variants = [{ ...part, id: 'a', title: 'Short', product: '71' }, { ...part, id: 'b', title: 'Long', product: '79' }];
    server.use(
      answer('get', '/services', { currency: 'USD', items: [service({ variants, payment: { how: 'checkout', depositPercent: 100, depositProduct: '' } })] }),
      http.get('*/api/admin/variants', ({ request }) => {
        expect(new URL(request.url).searchParams.get('ids')).toBe('71,79');
        const price = { minor: 4500, currency: 'USD' };
        return HttpResponse.json({
          granted: true, more: false,
          items: [
            { id: '71', title: '', product: '11', productTitle: 'Lesson', status: 'draft', price },
            { id: '79', title: '', product: '', productTitle: '', price: { minor: 0, currency: '' }, gone: true },
          ],
        });
      }),
    );
    await open('/services/s1');
    const [first, second] = await screen.findAllByRole('group', { name: 'Product variant' });
    await waitFor(() => expect(first).toHaveTextContent(/Lesson \$45\.00This product is not for sale/));
    expect(second).toHaveTextContent(/No\. 79The store does not have this any more/);
  });

  it('has the number of a product typed where products may not be read', async () => {
    server.use(
      answer('get', '/services', { currency: 'USD', items: [service({ payment: { how: 'checkout', depositPercent: 100, depositProduct: '' } })] }),
      answer('get', '/products', { granted: false, items: [], more: false }),
      answer('get', '/collections', { granted: false, items: [], more: false }),
    );
    await open('/services/s1');
    fill(await screen.findByRole('textbox', { name: 'Product variant' }), '71');
    expect(screen.getByRole('textbox', { name: 'Product variant' })).toHaveValue('71');
    expect(await screen.findByText(/may not read this store's products/)).toBeInTheDocument();
  });

  it('takes rooms, terms of levels and questions', async () => {
    const saved: unknown[] = [];
    server.use(saving('put', '/services/s1', saved));
    const { user } = await open('/services/s1');
    await user.click(await screen.findByRole('button', { name: 'Add a room or equipment' }));
    await user.click(await screen.findByRole('button', { name: 'Add terms for a level' }));
    await user.click(screen.getByRole('button', { name: 'Add a question' }));
    fill(within(screen.getByRole('group', { name: 'Question 1' })).getByRole('textbox', { name: 'Question' }), 'Which?');
    await user.selectOptions(screen.getByRole('combobox', { name: 'Answer' }), 'One of a list');
    fill(screen.getByRole('textbox', { name: 'Answers to choose from' }), 'red\nbrown\n');
    expect(await faults(document.body)).toEqual([]);
    await user.click(screen.getByRole('button', { name: 'Save' }));
    await screen.findByText('The service was saved.');
    expect(saved).toMatchObject([{
      needs: [{ pool: 'p1', count: 1 }], access: { terms: [{ level: 'silver', percentOff: 0 }] }, questions: [{ label: 'Which?', kind: 'choice', choices: ['red', 'brown'] }],
    }]);
  });

  it('is loaded again where somebody saved it meanwhile', async () => {
    server.use(refuse('put', '/services/s1', 409, 'conflict'));
    const { user } = await open('/services/s1');
    await user.type(await screen.findByRole('textbox', { name: 'Name' }), '!');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    server.use(answer('get', '/services', { currency: 'USD', items: [service({ version: 4, title: 'Hair cut, newer' })] }));
    await user.click(await screen.findByRole('button', { name: 'Load again' }));
    await waitFor(() => expect(screen.getByRole('textbox', { name: 'Name' })).toHaveValue('Hair cut, newer'));
  });

  it('is not lost without a question', async () => {
    const { user } = await open('/services/s1');
    await user.type(await screen.findByRole('textbox', { name: 'Name' }), '!');
    await user.click(screen.getByRole('button', { name: 'Cancel' }));
    await user.click(await screen.findByRole('button', { name: 'Stay' }));
    expect(screen.getByRole('textbox', { name: 'Name' })).toHaveValue('Hair cut!');
  });

  it('that is not there is said to be gone', async () => {
    await open('/services/nothing');
    expect(await screen.findByText('This service is not here')).toBeInTheDocument();
  });
});
