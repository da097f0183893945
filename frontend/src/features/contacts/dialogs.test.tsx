import { screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import { faults } from '../../test/axe';
import { card } from '../../test/factories';
import { open } from '../../test/render';
import { refuse, server } from '../../test/server';

const after = (balance: number) => ({ account: { ...card().account, balance, available: balance + 50 }, entries: [], replayed: false });

function listening(path: string, replayed = false) {
  const sent: Record<string, unknown>[] = [];
  server.use(
    http.post(`*/api/admin/contacts/:id/${path}`, async ({ request }) => {
      sent.push((await request.json()) as Record<string, unknown>);
      return HttpResponse.json({ ...after(1_290), replayed });
    }),
  );
  return sent;
}

async function openDialog(button: string) {
  const view = await open('/contacts/c-7');
  await view.user.click(await screen.findByRole('button', { name: button }));
  return { ...view, dialog: await screen.findByRole('dialog', { name: button }) };
}

describe('adjusting points', () => {
  it('adds points with a reason, a note and a key', async () => {
    const sent = listening('adjustments');
    const { user, dialog } = await openDialog('Adjust points');
    await user.type(within(dialog).getByRole('textbox', { name: 'Points' }), '50');
    expect(within(dialog).getByText('Balance 1,240 → 1,290')).toBeInTheDocument();
    await user.type(within(dialog).getByRole('textbox', { name: 'Note' }), 'Parcel lost');
    await user.click(within(dialog).getByRole('button', { name: 'Add points' }));
    expect(await screen.findByText('The balance is now 1,290 points.')).toBeInTheDocument();
    expect(sent).toEqual([{ key: expect.stringMatching(/^[0-9a-f-]{36}$/), points: 50, reason: 'goodwill', note: 'Parcel lost', allowDebt: false }]);
  });

  it('keeps the key when an answer was lost and the button is pressed again', async () => {
    server.use(refuse('post', '/contacts/:id/adjustments', 503, 'unavailable'));
    const keys: unknown[] = [];
    const { user, dialog } = await openDialog('Adjust points');
    await user.type(within(dialog).getByRole('textbox', { name: 'Points' }), '5');
    await user.type(within(dialog).getByRole('textbox', { name: 'Note' }), 'x');
    server.events.on('request:start', async ({ request }) => {
      if (request.method === 'POST') keys.push(((await request.clone().json()) as { key: string }).key);
    });
    await user.click(within(dialog).getByRole('button', { name: 'Add points' }));
    expect(await within(dialog).findByText(/cannot answer right now/)).toBeInTheDocument();
    listening('adjustments', true);
    await user.click(within(dialog).getByRole('button', { name: 'Add points' }));
    expect(await screen.findByText(/nothing was written twice/)).toBeInTheDocument();
    expect(new Set(keys).size).toBe(1);
    server.events.removeAllListeners();
  });

  it('refuses to remove more than is available unless a debt is allowed', async () => {
    const sent = listening('adjustments');
    const { user, dialog } = await openDialog('Adjust points');
    await user.click(within(dialog).getByRole('radio', { name: 'Remove' }));
    await user.type(within(dialog).getByRole('textbox', { name: 'Points' }), '2000');
    await user.type(within(dialog).getByRole('textbox', { name: 'Note' }), 'x');
    await user.click(within(dialog).getByRole('button', { name: 'Remove points' }));
    expect(await within(dialog).findByText('Only 1,290 points are available. Allow a debt to remove more.')).toBeInTheDocument();
    await user.click(within(dialog).getByRole('switch', { name: 'Allow a debt' }));
    await user.click(within(dialog).getByRole('button', { name: 'Remove points' }));
    await waitFor(() => expect(sent).toEqual([expect.objectContaining({ points: -2000, allowDebt: true })]));
  });

  it('wants points and a note before it sends anything', async () => {
    const sent = listening('adjustments');
    const { user, dialog } = await openDialog('Adjust points');
    await user.click(within(dialog).getByRole('button', { name: 'Add points' }));
    expect(await within(dialog).findByText('Enter 1 to 1,000,000.')).toBeInTheDocument();
    expect(within(dialog).getByText('Fill this in.')).toBeInTheDocument();
    expect(sent).toEqual([]);
  });

  it('shows what the server refused beside its field', async () => {
    server.use(refuse('post', '/contacts/:id/adjustments', 422, 'invalid', [{ location: 'body.note', message: 'is too vague' }]));
    const { user, dialog } = await openDialog('Adjust points');
    await user.type(within(dialog).getByRole('textbox', { name: 'Points' }), '5');
    await user.type(within(dialog).getByRole('textbox', { name: 'Note' }), 'x');
    await user.click(within(dialog).getByRole('button', { name: 'Add points' }));
    expect(await within(dialog).findByText('is too vague')).toBeInTheDocument();
    expect(within(dialog).getByRole('textbox', { name: 'Note' })).toBeInvalid();
  });

  it('has no accessibility faults', async () => {
    const { dialog, user } = await openDialog('Adjust points');
    await user.click(within(dialog).getByRole('radio', { name: 'Remove' }));
    expect(await faults(dialog)).toEqual([]);
  });
});

describe('forgiving a debt', () => {
  it('starts from the whole debt and writes off what is asked', async () => {
    const sent = listening('forgiveness');
    const { user, dialog } = await openDialog('Forgive debt');
    const points = within(dialog).getByRole('textbox', { name: 'Points to forgive' });
    expect(points).toHaveValue('50');
    await user.clear(points);
    await user.type(points, '51');
    await user.type(within(dialog).getByRole('textbox', { name: 'Note' }), 'our mistake');
    await user.click(within(dialog).getByRole('button', { name: 'Forgive' }));
    expect(await within(dialog).findByText('Enter 1 to 50.')).toBeInTheDocument();
    await user.clear(points);
    await user.type(points, '20');
    await user.click(within(dialog).getByRole('button', { name: 'Forgive' }));
    await waitFor(() => expect(sent).toEqual([expect.objectContaining({ points: 20, note: 'our mistake' })]));
  });

  it('is only offered where something is owed', async () => {
    server.use(http.get('*/api/admin/contacts/:id', () => HttpResponse.json(card({ account: { debt: 0 } }))));
    await open('/contacts/c-7');
    await screen.findByRole('button', { name: 'Adjust points' });
    expect(screen.queryByRole('button', { name: 'Forgive debt' })).not.toBeInTheDocument();
  });
});
