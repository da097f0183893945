import { screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, it, vi } from 'vitest';
import { faults } from '../../test/axe';
import { analytics } from '../../test/factories';
import { open } from '../../test/render';
import { answer, never, refuse, server } from '../../test/server';
import { firstDay, today } from '../../ui/days';

describe('analytics', () => {
  it('shows what is owed, how it changed and what became of the points', async () => {
    server.use(answer('get', '/analytics', analytics()));
    await open('/analytics');
    expect((await screen.findAllByText('1,480')).length).toBeGreaterThan(1);
    const movements = screen.getByRole('region', { name: 'How it changed' });
    expect(within(movements).getByRole('row', { name: /^Redeemed/ })).toHaveTextContent('−120');
    expect(within(movements).getByRole('row', { name: /^Returned/ })).toHaveTextContent('+20');
    expect(screen.getByText('10%')).toBeInTheDocument();
    expect(screen.getByText('150 of 1,500 points that were given and kept have been spent.')).toBeInTheDocument();
    expect(screen.getByRole('row', { name: /^Nov 2026/ })).toHaveTextContent('2%');
  });

  it('asks for the period that was chosen', async () => {
    const asked: (string | null)[] = [];
    server.use(
      http.get('*/api/admin/analytics', ({ request }) => {
        asked.push(new URL(request.url).searchParams.get('from'));
        return HttpResponse.json(analytics());
      }),
    );
    const { user } = await open('/analytics');
    await user.click(await screen.findByRole('radio', { name: '90 days' }));
    await waitFor(() => expect(asked).toEqual([firstDay(today('America/New_York'), 30), firstDay(today('America/New_York'), 90)]));
  });

  it('counts days by their names', () => {
    expect(firstDay('2026-03-10', 30)).toBe('2026-02-09');
    expect(today('Asia/Tokyo', new Date('2026-11-24T15:30:00Z'))).toBe('2026-11-25');
  });

  it('downloads the table of the period', async () => {
    server.use(
      answer('get', '/analytics', analytics()),
      http.get('*/api/admin/analytics/liability.csv', () => HttpResponse.text('day,opening\n')),
    );
    const saved: string[] = [];
    URL.createObjectURL = () => 'blob:x';
    URL.revokeObjectURL = () => {};
    vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
      saved.push(this.download);
    });
    const { user } = await open('/analytics');
    await user.click((await screen.findAllByRole('button', { name: 'Download CSV' }))[0]!);
    await waitFor(() => expect(saved).toEqual([`points-liability-${firstDay(today('America/New_York'), 30)}.csv`]));
  });

  it('is honest while there is nothing, and when it failed', async () => {
    server.use(answer('get', '/analytics', analytics({ days: [], cohorts: [], repeat: { buyers: 0, repeaters: 0 } })));
    const { unmount } = await open('/analytics');
    expect(await screen.findByText('Nothing is owed in this period.')).toBeInTheDocument();
    expect(screen.getByText('No points were earned yet.')).toBeInTheDocument();
    unmount();
    server.use(refuse('get', '/analytics', 503, 'unavailable'));
    await open('/analytics');
    expect(await screen.findByRole('button', { name: 'Try again' })).toBeInTheDocument();
  });

  it('says that it loads', async () => {
    server.use(never('get', '/analytics'));
    await open('/analytics');
    expect(await screen.findByRole('status')).toHaveTextContent('Loading');
  });

  it('has no accessibility faults; the browser looks at it in every language', async () => {
    const language = 'en';
    server.use(answer('get', '/analytics', analytics()));
    const { container } = await open('/analytics', language);
    await waitFor(() => expect(container.querySelectorAll('table').length).toBeGreaterThan(1));
    expect(await faults(container)).toEqual([]);
  });
});
