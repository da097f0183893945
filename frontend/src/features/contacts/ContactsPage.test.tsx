import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import { faults } from '../../test/axe';
import { contact } from '../../test/factories';
import { open } from '../../test/render';
import { answer, never, refuse, server } from '../../test/server';

/** Answers the list and remembers what was asked. */
function listening(pages: Record<string, { items: ReturnType<typeof contact>[]; nextCursor?: string }>) {
  const asked: URLSearchParams[] = [];
  server.use(
    http.get('*/api/admin/contacts', ({ request }) => {
      const params = new URL(request.url).searchParams;
      asked.push(params);
      return HttpResponse.json(pages[params.get('cursor') ?? ''] ?? { items: [] });
    }),
  );
  return asked;
}

describe('the list of contacts', () => {
  it('shows who they are and what they hold', async () => {
    await open('/contacts');
    const row = await screen.findByRole('row', { name: /Mara Lindqvist/ });
    expect(within(row).getByText('mara@example.com')).toBeInTheDocument();
    expect(within(row).getByText('1,240')).toBeInTheDocument();
    expect(within(row).getByText('$1,488.20')).toBeInTheDocument();
    expect(within(row).getByText('Nov 21, 2026')).toBeInTheDocument();
    expect(within(row).getByRole('link')).toHaveAttribute('href', '/contacts/c-7');
    expect(screen.getByRole('row', { name: /Theo Brandt/ })).toHaveTextContent('−70');
  });

  it('searches once the typing pauses', async () => {
    const asked = listening({ '': { items: [contact()] } });
    await open('/contacts');
    const box = await screen.findByRole('searchbox', { name: /Search by name/ });
    // All in one go: on a busy machine keys pressed one by one may be a pause apart.
    for (const value of ['m', 'ma', 'mar', 'mara']) fireEvent.change(box, { target: { value } });
    await waitFor(() => expect(asked.at(-1)?.get('search')).toBe('mara'));
    expect(asked.map((a) => a.get('search')).filter(Boolean)).toEqual(['mara']);
  });

  it('keeps letters that are typed while what was asked for before arrives', async () => {
    const asked = listening({ '': { items: [contact()] } });
    const { router } = await open('/contacts');
    const box = await screen.findByRole('searchbox', { name: /Search by name/ });
    const stop = router.subscribe(() => {
      stop();
      fireEvent.change(box, { target: { value: 'mara' } });
    });
    fireEvent.change(box, { target: { value: 'ma' } });
    await waitFor(() => expect(asked.at(-1)?.get('search')).toBe('ma'));
    expect(box).toHaveValue('mara');
    await waitFor(() => expect(asked.at(-1)?.get('search')).toBe('mara'));
    await router.navigate('/contacts');
    await waitFor(() => expect(box).toHaveValue(''));
  });

  it('sorts by a column, and the other way round on a second press', async () => {
    const asked = listening({ '': { items: [contact()] } });
    const { user } = await open('/contacts');
    await user.click(await screen.findByRole('button', { name: 'Balance' }));
    await waitFor(() => expect(asked.at(-1)?.toString()).toContain('sort=balance&order=desc'));
    await user.click(screen.getByRole('button', { name: 'Balance' }));
    await waitFor(() => expect(asked.at(-1)?.toString()).toContain('sort=balance&order=asc'));
    expect(screen.getByRole('columnheader', { name: 'Balance' })).toHaveAttribute('aria-sort', 'ascending');
  });

  it('narrows to guests', async () => {
    const asked = listening({ '': { items: [contact()] } });
    const { user } = await open('/contacts');
    await user.click(await screen.findByRole('radio', { name: 'Guests' }));
    await waitFor(() => expect(asked.at(-1)?.get('kind')).toBe('guest'));
  });

  it('turns pages forward and back', async () => {
    listening({ '': { items: [contact({ name: 'First' })], nextCursor: 'two' }, two: { items: [contact({ name: 'Second' })] } });
    const { user } = await open('/contacts');
    await screen.findByRole('row', { name: /First/ });
    expect(screen.getByRole('button', { name: 'Previous page' })).toBeDisabled();
    await user.click(screen.getByRole('button', { name: 'Next page' }));
    await screen.findByRole('row', { name: /Second/ });
    expect(screen.getByRole('button', { name: 'Next page' })).toBeDisabled();
    await user.click(screen.getByRole('button', { name: 'Previous page' }));
    expect(await screen.findByRole('row', { name: /First/ })).toBeInTheDocument();
  });

  it('starts at the top when something else is asked', async () => {
    const asked = listening({ '': { items: [contact()] }, two: { items: [contact()] } });
    const { user } = await open('/contacts?cursor=two');
    await user.click(await screen.findByRole('radio', { name: 'Members' }));
    await waitFor(() => expect(asked.at(-1)?.get('kind')).toBe('member'));
    expect(asked.at(-1)?.has('cursor')).toBe(false);
  });

  it('says where contacts come from while there are none', async () => {
    server.use(answer('get', '/contacts', { items: [] }));
    await open('/contacts');
    expect(await screen.findByText('Nobody is on record yet')).toBeInTheDocument();
  });

  it('says when nobody matches and clears the search', async () => {
    server.use(answer('get', '/contacts', { items: [] }));
    const { user, router } = await open('/contacts?search=zzz');
    expect(await screen.findByText('Nobody matches')).toBeInTheDocument();
    await user.click(screen.getAllByRole('button', { name: 'Clear search' }).at(-1)!);
    await waitFor(() => expect(router.state.location.search).not.toContain('zzz'));
  });

  it('shows someone without a name by the address', async () => {
    server.use(answer('get', '/contacts', { items: [contact({ name: '' })] }));
    await open('/contacts');
    expect(await screen.findByRole('row', { name: /mara@example.com/ })).toBeInTheDocument();
  });

  it('tells that it loads', async () => {
    server.use(never('get', '/contacts'));
    await open('/contacts');
    expect(await screen.findByText('Loading')).toBeInTheDocument();
  });

  it('names the request that failed', async () => {
    server.use(refuse('get', '/contacts', 503, 'unavailable'));
    await open('/contacts');
    expect(await screen.findByText(/cannot answer right now/)).toBeInTheDocument();
    expect(screen.getByText('Request req-42')).toBeInTheDocument();
  });

  it('has no accessibility faults; the browser looks at it in every language', async () => {
    const language = 'en';
    const { container } = await open('/contacts', language);
    await screen.findAllByText('1,240');
    expect(await faults(container)).toEqual([]);
  });
});
