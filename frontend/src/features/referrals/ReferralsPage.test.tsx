import { screen } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import { faults } from '../../test/axe';
import { referralSettings } from '../../test/factories';
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
    const minimum = screen.getByRole('textbox', { name: 'Least order value' });
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
