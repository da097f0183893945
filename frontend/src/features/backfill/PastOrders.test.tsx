import { screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import { faults } from '../../test/axe';
import { backfill, home } from '../../test/factories';
import { open } from '../../test/render';
import { answer, refuse, server } from '../../test/server';

const section = () => screen.findByRole('region', { name: 'Orders in line with the store' });

const running = backfill({ state: 'reading', running: true, percent: 46, orders: 1_250, changed: 1_198, objects: 7_400, startedAt: '2026-11-22T15:00:00Z' });
const ended = backfill({ state: 'done', percent: 100, orders: 2_700, changed: 2_651, finishedAt: '2026-11-22T15:20:00Z' });

describe('the regular comparison', () => {
  it('says that nothing was lost', async () => {
    await open('/');
    expect(await screen.findByText(/Orders compared with the store in the last 30 days: 214. All were as they should be./)).toBeInTheDocument();
    expect(screen.getByText('Last compared Nov 22, 2026, 10:00 AM.')).toBeInTheDocument();
  });

  it('says how many orders were mended', async () => {
    server.use(answer('get', '/home', home({ mended: { orders: 3, looked: 214, unreadable: 1 } })));
    await open('/');
    expect(await screen.findByText(/3 were mended because their notices got lost/)).toBeInTheDocument();
    expect(screen.getByText(/1 order could not be read/)).toBeInTheDocument();
    expect(screen.getByText('The first comparison comes within the hour.')).toBeInTheDocument();
  });

  it('says when there was nothing to compare yet', async () => {
    server.use(answer('get', '/home', home({ mended: { orders: 0, looked: 0, unreadable: 0 } })));
    await open('/');
    expect(await screen.findByText(/No orders had to be compared/)).toBeInTheDocument();
  });

  it('names what stands in its way, in the language it is written in', async () => {
    server.use(answer('get', '/home', home({ mended: { orders: 0, looked: 0, unreadable: 0, problem: 'the store is frozen' } })));
    await open('/', 'ja');
    expect(await screen.findByText('the store is frozen')).toHaveAttribute('lang', 'en');
  });
});

describe('the reading of past orders', () => {
  it('asks before it starts, and shows that it runs', async () => {
    let started = 0;
    server.use(
      http.post('*/api/admin/backfill', () => {
        started++;
        return HttpResponse.json(backfill({ state: 'asked', running: true }));
      }),
    );
    const { user } = await open('/');
    await user.click(await screen.findByRole('button', { name: 'Read past orders' }));
    const dialog = await screen.findByRole('dialog', { name: 'Read past orders?' });
    expect(started).toBe(0);
    server.use(answer('get', '/backfill', backfill({ state: 'asked', running: true })));
    await user.click(within(dialog).getByRole('button', { name: 'Read past orders' }));
    expect(await screen.findByText('The store is being asked for its orders.')).toBeInTheDocument();
    expect(await screen.findByRole('progressbar', { name: 'Progress of reading past orders' })).toBeInTheDocument();
    expect(started).toBe(1);
  });

  it('shows how far it is and can be stopped', async () => {
    server.use(answer('get', '/backfill', running));
    let stopped = 0;
    server.use(
      http.delete('*/api/admin/backfill', () => {
        stopped++;
        return HttpResponse.json({ ...running, state: 'cancelled', running: false, finishedAt: '2026-11-22T15:10:00Z' });
      }),
    );
    const { user } = await open('/');
    expect(await screen.findByText('Orders read: 1,250. With something new: 1,198.')).toBeInTheDocument();
    expect(screen.getByRole('progressbar')).toHaveAttribute('aria-valuenow', '46');
    server.use(answer('get', '/backfill', { ...running, state: 'cancelled', running: false, finishedAt: '2026-11-22T15:10:00Z' }));
    await user.click(screen.getByRole('button', { name: 'Stop' }));
    expect(await screen.findByText(/What was read stays/)).toBeInTheDocument();
    expect(screen.queryByRole('progressbar')).not.toBeInTheDocument();
    expect(stopped).toBe(1);
  });

  it('says how it ended and can be done again', async () => {
    server.use(answer('get', '/backfill', ended));
    await open('/');
    expect(await screen.findByText('Finished Nov 22, 2026, 10:20 AM. Orders read: 2,700. With something new: 2,651.')).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Read again' })).toBeInTheDocument();
  });

  it('names the reason when it could not finish', async () => {
    server.use(answer('get', '/backfill', { ...ended, state: 'failed', problem: 'the platform stopped gathering' }));
    await open('/');
    expect(await screen.findByText('the platform stopped gathering')).toHaveAttribute('lang', 'en');
    expect(screen.getByText(/without reaching the end/)).toBeInTheDocument();
  });

  it('tells when another member of staff was faster', async () => {
    server.use(refuse('post', '/backfill', 409, 'conflict'));
    const { user } = await open('/');
    await user.click(await screen.findByRole('button', { name: 'Read past orders' }));
    const dialog = await screen.findByRole('dialog');
    await user.click(within(dialog).getByRole('button', { name: 'Read past orders' }));
    expect(await within(dialog).findByText(/Somebody changed this/)).toBeInTheDocument();
  });

  it('says what failed to load', async () => {
    server.use(refuse('get', '/backfill', 503, 'unavailable'));
    await open('/');
    await waitFor(async () => expect(within(await section()).getByText(/cannot answer right now/)).toBeInTheDocument());
  });

  it.each(['en', 'ja', 'ko'] as const)('has no accessibility faults while it runs, in %s', async (language) => {
    server.use(answer('get', '/backfill', { ...running, problem: 'the platform asks to slow down', unreadable: 2 }));
    const { container } = await open('/', language);
    await screen.findByRole('progressbar');
    expect(await faults(container)).toEqual([]);
  });
});
