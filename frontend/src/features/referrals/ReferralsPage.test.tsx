import { screen, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import { faults } from '../../test/axe';
import { flagged, referralSettings } from '../../test/factories';
import { expectAskingBeforeLeaving } from '../../test/leaving';
import { open } from '../../test/render';
import { answer, never, refuse, server } from '../../test/server';

describe('referrals', () => {
  it('saves terms, and says at the field what cannot be', async () => {
    let sent: unknown;
    server.use(
      http.put('*/api/admin/referral-settings', async ({ request }) => {
        sent = await request.json();
        return HttpResponse.json(referralSettings({ version: 5 }));
      }),
    );
    const { user } = await open('/referrals');
    const wait = await screen.findByRole('textbox', { name: 'Days to wait' });
    await user.clear(wait);
    await user.type(wait, '366');
    expect(screen.getByText('A whole number from 0 to 365')).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Save' })).toBeDisabled();
    await user.clear(wait);
    await user.type(wait, '30');
    const minimum = screen.getByRole('textbox', { name: 'Minimum order value' });
    await user.clear(minimum);
    await user.type(minimum, 'ten');
    expect(screen.getByText('An amount such as 20.00, or 0')).toBeInTheDocument();
    await user.clear(minimum);
    await user.type(minimum, '0');
    await user.click(screen.getByRole('switch', { name: 'Reward recommendations' }));
    await user.selectOptions(screen.getByRole('combobox', { name: 'Period of the limit' }), 'in all');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText('The terms are saved.')).toBeInTheDocument();
    expect(sent).toEqual({
      baseVersion: 4,
      terms: { on: false, advocatePoints: 500, friendPoints: 250, minimum: '0', waitDays: 30, cap: { points: 5000, period: 'lifetime' } },
    });
    server.use(refuse('put', '/referral-settings', 422, 'invalid', [{ location: 'body.terms.advocatePoints', message: 'must be more than 0' }]));
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText('must be more than 0')).toBeInTheDocument();
  });

  it('asks before unsaved terms are lost, and not when nothing is changed or all is saved', async () => {
    const panel = await open('/referrals');
    const { user, router } = panel;
    const wait = await screen.findByRole('textbox', { name: 'Days to wait' });
    await user.type(wait, ' '); // the same number
    await user.click(screen.getAllByRole('link', { name: 'Contacts' })[0]!);
    expect(await screen.findByRole('heading', { name: 'Contacts', level: 1 })).toBeInTheDocument();
    await router.navigate('/referrals');
    server.use(http.put('*/api/admin/referral-settings', () => HttpResponse.json(referralSettings({ version: 5 }))));
    await user.click(await screen.findByRole('switch', { name: 'Reward recommendations' }));
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText('The terms are saved.')).toBeInTheDocument();
    await user.click(screen.getAllByRole('link', { name: 'Contacts' })[0]!);
    expect(await screen.findByRole('heading', { name: 'Contacts', level: 1 })).toBeInTheDocument();
    await router.navigate('/referrals');
    await user.selectOptions(await screen.findByRole('combobox', { name: 'Period of the limit' }), 'in all');
    await expectAskingBeforeLeaving(panel);
  });

  it('lists who recommended to whom, with what came of it and why', async () => {
    let asked = '';
    const { user, container } = await open('/referrals');
    expect(await screen.findByText('Member and friend are the same person')).toBeInTheDocument();
    expect(screen.getByText('500 + 250')).toBeInTheDocument();
    expect(screen.getByText('Nobody')).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'No name' })).toHaveAttribute('href', '/contacts/g_1');
    expect(await faults(container)).toEqual([]);
    server.use(
      http.get('*/api/admin/referrals', ({ request }) => {
        asked = new URL(request.url).search;
        return HttpResponse.json({ items: [] });
      }),
    );
    await user.click(screen.getByRole('combobox', { name: 'State' }));
    await user.click(await screen.findByRole('option', { name: 'Taken back' }));
    expect(await screen.findByText('No recommendations here')).toBeInTheDocument();
    expect(asked).toBe('?state=reversed');
  });

  it('lists those within a household, and takes one back with a reason', async () => {
    const sent: unknown[] = [];
    let now = flagged();
    server.use(
      http.get('*/api/admin/referrals', ({ request }) => HttpResponse.json({ items: new URL(request.url).searchParams.get('state') === 'review' ? [now] : [] })),
      http.post('*/api/admin/referrals/r-9/review', async ({ request }) => {
        sent.push(await request.json());
        now = flagged({
          state: 'reversed', reason: 'by_staff', toReview: false, judgements: [{ verdict: 'taken_back', note: 'One flat', actor: '42', at: '2026-03-20T09:00:00Z' }],
        });
        return HttpResponse.json(now);
      }),
    );
    const { user, container } = await open('/referrals?state=review');
    const row = (await screen.findByText('Both have had parcels sent to one address')).closest('tr')!;
    const headings = (await screen.findAllByRole('heading', { level: 2 })).map((h) => h.textContent);
    expect(headings).toEqual(['Recommendations', 'What a recommendation brings']); // who came to review them
    expect(within(row).getByText('To review')).toBeInTheDocument();
    expect(await faults(container)).toEqual([]);
    await user.click(within(row).getByRole('button', { name: 'Take back' }));
    const dialog = await screen.findByRole('dialog', { name: 'Take the recommendation back' });
    await user.click(within(dialog).getByRole('button', { name: 'Take the recommendation back' }));
    expect(await within(dialog).findByText('Fill this in.')).toBeInTheDocument();
    expect(sent).toEqual([]);
    await user.type(within(dialog).getByRole('textbox', { name: 'Reason' }), ' One flat ');
    await user.click(within(dialog).getByRole('button', { name: 'Take the recommendation back' }));
    expect(await screen.findByText('The recommendation is taken back.')).toBeInTheDocument();
    expect(sent).toEqual([{ verdict: 'taken_back', note: 'One flat' }]);
    expect(await screen.findByText(/Taken back by staff member 42 on Mar 20, 2026: One flat/)).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Approve' })).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Take back' })).not.toBeInTheDocument();
  });

  it('approves one without a reason, and says why that cannot be', async () => {
    server.use(
      answer('get', '/referrals', { items: [flagged()] }),
      refuse('post', '/referrals/:id/review', 409, 'conflict'),
    );
    const { user } = await open('/referrals');
    await user.click(await screen.findByRole('button', { name: 'Approve' }));
    const dialog = await screen.findByRole('dialog', { name: 'Approve the recommendation' });
    expect(within(dialog).getByRole('textbox', { name: 'Note, if any' })).toBeInTheDocument();
    await user.click(within(dialog).getByRole('button', { name: 'Approve the recommendation' }));
    expect(await within(dialog).findByText('Request req-42')).toBeInTheDocument();
    server.use(answer('post', '/referrals/:id/review', flagged({ toReview: false })));
    await user.click(within(dialog).getByRole('button', { name: 'Approve the recommendation' }));
    expect(await screen.findByText('The recommendation is approved.')).toBeInTheDocument();
  });

  it('tells that it loads, what failed, and that nothing is given', async () => {
    server.use(never('get', '/referral-settings'), never('get', '/referrals'));
    const loading = await open('/referrals');
    expect(await screen.findByText('Loading')).toBeInTheDocument();
    loading.unmount();
    server.use(answer('get', '/referral-settings', referralSettings({ programme: false })), refuse('get', '/referrals', 403, 'forbidden'));
    await open('/referrals');
    expect(await screen.findByText('The programme is switched off')).toBeInTheDocument();
    expect(await screen.findByText('Request req-42')).toBeInTheDocument();
  });
});
