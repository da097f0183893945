import { screen, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import { faults } from '../../test/axe';
import { card, merge } from '../../test/factories';
import { open } from '../../test/render';
import { answer, refuse, server } from '../../test/server';

// What was posted, after the path it went to.
function listening(path: string) {
  const sent: unknown[] = [];
  server.use(
    http.post(`*/api/admin/contacts/c-7/${path}`, async ({ request }) => {
      const body = await request.text();
      sent.push(body === '' ? 'nothing' : JSON.parse(body));
      return HttpResponse.json({ merge: merge(), replayed: false });
    }),
  );
  return sent;
}

describe('merging two contacts', () => {
  it('proposes who may be the same, shows what would happen, and merges once', async () => {
    const sent = listening('merging/c-8');
    const { user, container } = await open('/contacts/c-7/merge');
    expect(await screen.findByText('same e-mail')).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Choose M. Lindqvist' }));
    const row = await screen.findByRole('row', { name: /Available/ });
    expect(within(row).getAllByRole('cell').map((cell) => cell.textContent)).toEqual(['1,290', '60', '1,350']);
    expect(await faults(container)).toEqual([]);
    await user.type(screen.getByRole('textbox', { name: 'Note' }), 'Same person');
    await user.click(screen.getByRole('button', { name: 'Merge contacts' }));
    expect(await screen.findByText('The two are one contact now.')).toBeInTheDocument();
    expect(sent).toEqual([{ key: expect.stringMatching(/^[0-9a-f-]{36}$/), note: 'Same person' }]);
  });

  it('says why two cannot be merged and offers another choice', async () => {
    server.use(refuse('get', '/contacts/:id/merging/:other', 409, 'conflict'));
    await open('/contacts/c-7/merge?from=c-8');
    expect(await screen.findByText(/because of the test/)).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'Keep the other one instead' })).toHaveAttribute('href', '/contacts/c-8/merge?from=c-7');
  });

  it('undoes a merge from the card', async () => {
    server.use(answer('get', '/contacts/:id', card({ contact: { id: 'c-7' }, merges: [merge(), merge({ id: 'merge-0', state: 'final', until: undefined })] })));
    const sent = listening('merges/merge-1/undo');
    const { user } = await open('/contacts/c-7');
    expect(await screen.findByText('Can be undone until Dec 20, 2026')).toBeInTheDocument();
    expect(screen.getByText('Final')).toBeInTheDocument();
    expect(screen.getAllByText('Merged from M. Lindqvist by staff member 42 on Nov 20, 2026')).toHaveLength(2);
    await user.click(screen.getByRole('button', { name: 'Undo' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Undo this merge' }));
    const row = await dialog.findByRole('row', { name: /Available/ });
    expect(within(row).getAllByRole('cell').map((cell) => cell.textContent)).toEqual(['1,350', '1,290', '60']);
    await user.click(dialog.getByRole('button', { name: 'Undo this merge' }));
    expect(await screen.findByText('They are two contacts again.')).toBeInTheDocument();
    expect(sent).toEqual(['nothing']);
  });
});
