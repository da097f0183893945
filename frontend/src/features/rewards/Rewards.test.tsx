import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import { faults } from '../../test/axe';
import { open } from '../../test/render';
import { answer, never, refuse, server } from '../../test/server';

const text = (en: string) => ({ en, ja: en, ko: en });
const kinds = {
  kinds: [
    {
      name: 'amount', title: text('Amount off'), description: text('A code.'), variable: false, immediate: false, limitable: true,
      fields: [{ name: 'amount', label: text('Worth'), help: text(''), type: 'money', required: true, default: '5', choices: [] }],
    },
  ],
};
const settings = {
  enabled: true, kind: 'amount', params: { amount: '10.00' }, title: '', text: '', cost: 500, minimum: '', products: [], collections: [],
  levels: [], stock: 5, from: '', until: '', perMember: 0, coolDown: 0, minutes: 0, combines: false,
};
const reward = { id: 'r1', version: 3, name: text('$10 off'), settings, taken: 2, updatedAt: '2026-11-25T10:00:00Z' };
const redemption = {
  id: 'x1', contactId: 'c_7', contact: 'Ada Whitlock', reward: text('$10 off'), points: 500, returned: 0, state: 'preparing', code: 'CLABC', needsPerson: true,
  problem: 'grant write_discounts, then try again', madeAt: '2026-11-25T10:00:00Z',
};

describe('rewards', () => {
  it('lists them with what is left, and saves a change on the version that was seen', async () => {
    let saved: unknown;
    server.use(
      answer('get', '/reward-kinds', kinds),
      answer('get', '/rewards', { currency: 'USD', rewards: [reward] }),
      http.put('*/api/admin/rewards/r1', async ({ request }) => {
        saved = await request.json();
        return HttpResponse.json(reward);
      }),
    );
    await open('/rewards');
    const row = await screen.findByRole('row', { name: /\$10 off/ });
    expect(row).toHaveTextContent('3 of 5 left');
    expect(await faults(document.body)).toEqual([]);
    await userEvent.click(await screen.findByRole('button', { name: 'Edit $10 off' }));
    const name = await screen.findByRole('textbox', { name: 'Name' });
    await userEvent.type(name, 'Ten off');
    expect(screen.getByRole('group', { name: 'What shoppers see' })).toHaveTextContent('Ten off500 points');
    await userEvent.click(screen.getByRole('button', { name: 'Save' }));
    await screen.findByText('The reward was saved.');
    expect(saved).toMatchObject({ base: 3, settings: { title: 'Ten off', cost: 500 } });
  });

  it('previews what one without a name is called, as it is being filled in', async () => {
    server.use(
      answer('get', '/reward-kinds', kinds),
      answer('get', '/rewards', { currency: 'JPY', rewards: [] }),
      http.post('*/api/admin/reward-name', async ({ request }) => {
        const { params } = (await request.json()) as { params: Record<string, string> };
        if (!/^\d+$/.test(params['amount'] ?? '')) return HttpResponse.json({ status: 422, code: 'invalid' }, { status: 422 });
        return HttpResponse.json({ name: { en: `¥${params['amount']} off`, ja: `${params['amount']}円 割引`, ko: '' } });
      }),
    );
    const { user } = await open('/rewards', 'ja');
    await user.click((await screen.findAllByRole('button', { name: '特典を追加' }))[0]!);
    const preview = await screen.findByRole('group', { name: 'お客様への表示' });
    await waitFor(() => expect(preview).toHaveTextContent('5円 割引500'));
    await user.type(screen.getByRole('textbox', { name: 'Worth' }), '00');
    await waitFor(() => expect(preview).toHaveTextContent('500円 割引500'));
    await user.type(screen.getByRole('textbox', { name: 'Worth' }), '.');
    await waitFor(() => expect(preview).toHaveTextContent('Amount off500')); // no reward yet
    await user.type(screen.getByRole('textbox', { name: '名前' }), 'お茶代');
    expect(preview).toHaveTextContent('お茶代500');
  });

  it('shows what is wrong at its field, and saves the values a form starts with', async () => {
    let saved: unknown;
    server.use(
      answer('get', '/reward-kinds', kinds),
      answer('get', '/rewards', { currency: 'USD', rewards: [] }),
      http.post('*/api/admin/rewards', async ({ request }) => {
        saved = await request.json();
        return HttpResponse.json(
          { title: 'Invalid', status: 422, code: 'invalid', detail: 'x', errors: [{ location: 'body.settings.minimum', message: 'must be an amount in USD' }] },
          { status: 422 },
        );
      }),
    );
    await open('/rewards');
    await userEvent.click((await screen.findAllByRole('button', { name: 'Add a reward' }))[0]!);
    const worth = await screen.findByRole('textbox', { name: 'Worth' });
    await userEvent.clear(worth);
    await userEvent.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText('Fill this in.')).toBeInTheDocument();
    expect(saved).toBeUndefined();
    await userEvent.type(worth, '5');
    await userEvent.click(screen.getByRole('button', { name: 'Save' }));
    expect(saved).toMatchObject({ settings: { params: { amount: '5' } } });
    expect(await screen.findByText('must be an amount in USD')).toBeInTheDocument();
  });
});

describe('what a reward is for, whom and when', () => {
  it('is saved as it was chosen, once it makes sense', async () => {
    let saved: unknown;
    server.use(
      answer('get', '/reward-kinds', kinds),
      answer('get', '/rewards', { currency: 'USD', rewards: [{ ...reward, settings: { ...settings, from: '2026-11-27T09:00' } }] }),
      answer('get', '/collections', { granted: true, items: [{ id: '7', title: 'Summer' }, { id: '8', title: 'Sale' }], more: false }),
      http.put('*/api/admin/rewards/r1', async ({ request }) => {
        saved = await request.json();
        return HttpResponse.json(reward);
      }),
    );
    const { user } = await open('/rewards');
    expect(await screen.findByText(/^Offered from Nov 27, 2026, 9:00/)).toBeInTheDocument();
    await user.click(await screen.findByRole('button', { name: 'Edit $10 off' }));
    await user.selectOptions(await screen.findByLabelText('Takes its value off'), 'Some collections');
    fireEvent.change(screen.getByLabelText('Offered until'), { target: { value: '2026-11-26T18:00' } });
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText('Choose at least one.')).toBeInTheDocument();
    expect(screen.getByText('Choose a time that is not before the beginning.')).toBeInTheDocument();
    expect(saved).toBeUndefined();
    for (const title of ['Summer', 'Sale']) {
      await user.click(screen.getByRole('combobox', { name: 'Collections' }));
      await user.click(await screen.findByRole('option', { name: title }));
    }
    fireEvent.change(screen.getByLabelText('Offered until'), { target: { value: '2026-11-27T18:00' } });
    await user.click(screen.getByRole('combobox', { name: 'Only for these levels' }));
    await user.click(await screen.findByRole('option', { name: 'Gold' }));
    await user.click(screen.getByRole('button', { name: 'Save' }));
    await screen.findByText('The reward was saved.');
    expect(saved).toMatchObject({
      settings: { products: [], collections: ['7', '8'], levels: ['gold'], from: '2026-11-27T09:00', until: '2026-11-27T18:00' },
    });
  });

  it('is not lost without a question', async () => {
    server.use(answer('get', '/reward-kinds', kinds), answer('get', '/rewards', { currency: 'USD', rewards: [reward] }));
    const { user } = await open('/rewards');
    await user.click(await screen.findByRole('button', { name: 'Edit $10 off' }));
    await user.type(await screen.findByRole('textbox', { name: 'Name' }), 'Ten off');
    await user.keyboard('{Escape}');
    await user.click(await screen.findByRole('button', { name: 'Stay' }));
    expect(screen.getByRole('textbox', { name: 'Name' })).toHaveValue('Ten off');
    await user.click(screen.getByRole('button', { name: 'Cancel' }));
    await user.click(await screen.findByRole('button', { name: 'Leave' }));
    await waitFor(() => expect(screen.queryByRole('textbox', { name: 'Name' })).not.toBeInTheDocument());
  });
});

describe('redemptions', () => {
  it('says what to do about an effect, and tries it again', async () => {
    const asked: string[] = [];
    server.use(
      answer('get', '/redemptions', { items: [redemption], needsPerson: 1 }),
      http.post('*/api/admin/redemptions/x1/:wish', ({ params }) => {
        asked.push(String(params['wish']));
        return HttpResponse.json(redemption);
      }),
    );
    await open('/redemptions');
    const row = await screen.findByRole('row', { name: /CLABC/ });
    expect(row).toHaveTextContent('grant write_discounts, then try again');
    expect(within(row).getByRole('link', { name: 'Ada Whitlock' })).toHaveAttribute('href', '/contacts/c_7');
    await userEvent.click(within(row).getByRole('button', { name: 'Try again' }));
    await userEvent.click(await within(row).findByRole('button', { name: 'Give points back' }));
    expect(asked).toContain('retry');
    expect(await faults(document.body)).toEqual([]);
  });

  it('are found by the name of an order', async () => {
    const asked: (string | null)[] = [];
    server.use(
      http.get('*/api/admin/redemptions', ({ request }) => {
        asked.push(new URL(request.url).searchParams.get('orderName'));
        return HttpResponse.json({ items: [{ ...redemption, order: { id: '7', name: '#1001' } }], needsPerson: 0 });
      }),
    );
    const { user } = await open('/redemptions');
    await user.type(await screen.findByRole('textbox', { name: 'Order' }), '#1001');
    await waitFor(() => expect(asked.at(-1)).toBe('#1001'));
    expect(await screen.findByText('Order #1001')).toBeInTheDocument();
  });

  it('of one contact are listed on its card, with their end', async () => {
    const asked: (string | null)[] = [];
    server.use(
      http.get('*/api/admin/redemptions', ({ request }) => {
        asked.push(new URL(request.url).searchParams.get('contact'));
        return HttpResponse.json({ items: [{ ...redemption, lapsesAt: '2026-12-25T10:00:00Z' }], needsPerson: 0 });
      }),
    );
    await open('/contacts/c-7?tab=redemptions');
    const row = await screen.findByRole('row', { name: /CLABC/ });
    expect(row).toHaveTextContent(/until Dec 25, 2026/);
    expect(within(row).queryByRole('link')).not.toBeInTheDocument();
    expect(asked).toEqual(['c-7']);
  });

  it('has words for nothing, waiting and failure', async () => {
    server.use(answer('get', '/redemptions', { items: [], needsPerson: 0 }));
    await open('/redemptions?state=used');
    expect(await screen.findByText('No redemptions here')).toBeInTheDocument();
    server.use(never('get', '/reward-kinds'), refuse('get', '/rewards', 503, 'unavailable'));
  });
});
