import { screen, waitFor } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import { faults } from '../../test/axe';
import { messagePreview, messages } from '../../test/factories';
import { expectAskingBeforeLeaving } from '../../test/leaving';
import { open } from '../../test/render';
import { answer, never, refuse, server } from '../../test/server';

describe('messages', () => {
  it('saves what is switched and when to remind', async () => {
    let sent: unknown;
    server.use(
      http.put('*/api/admin/messages', async ({ request }) => {
        sent = await request.json();
        return HttpResponse.json(messages({ version: 4, reminderDays: 7 }));
      }),
    );
    const { user } = await open('/messages');
    await user.click(await screen.findByRole('switch', { name: 'A reward is ready' }));
    await user.click(screen.getByRole('switch', { name: 'Points run out soon' }));
    const days = screen.getByRole('textbox', { name: 'Days before points run out' });
    await user.clear(days);
    await user.type(days, '29');
    expect(screen.getByText('A whole number from 0 to 28')).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Save' })).toBeDisabled();
    await user.clear(days);
    await user.type(days, '7');
    const hours = screen.getByRole('textbox', { name: 'Hours before an appointment' });
    await user.clear(hours);
    expect(screen.getByText('A whole number from 0 to 168')).toBeInTheDocument();
    await user.type(hours, '48');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText('The messages are saved.')).toBeInTheDocument();
    expect(sent).toEqual({ baseVersion: 3, reminderDays: 7, reminderHours: 48, off: ['points_expiring'] });
  });

  it('asks before an unsaved choice is lost, and not when it was turned back', async () => {
    const panel = await open('/messages');
    const { user, router } = panel;
    await user.click(await screen.findByRole('switch', { name: 'A reward is ready' }));
    await user.click(screen.getByRole('switch', { name: 'A reward is ready' }));
    await user.click(screen.getAllByRole('link', { name: 'Contacts' })[0]!);
    expect(await screen.findByRole('heading', { name: 'Contacts', level: 1 })).toBeInTheDocument();
    await router.navigate('/messages');
    await user.click(await screen.findByRole('switch', { name: 'Points run out soon' }));
    await expectAskingBeforeLeaving(panel);
  });

  it('shows a message in each language without letting it act', async () => {
    const asked: string[] = [];
    server.use(
      http.get('*/api/admin/messages/preview', ({ request }) => {
        asked.push(new URL(request.url).search);
        return HttpResponse.json(messagePreview());
      }),
    );
    const { user } = await open('/messages');
    const letter = await screen.findByTitle('250 points run out soon');
    expect(letter).toHaveAttribute('sandbox', '');
    await user.selectOptions(screen.getByRole('combobox', { name: 'Message' }), 'A reward is ready');
    await user.selectOptions(screen.getAllByRole('combobox', { name: 'Language' }).at(-1)!, 'ko');
    await waitFor(() => expect(asked).toContain('?name=reward_ready&language=ko'));
    await user.click(screen.getByRole('radio', { name: 'Plain text' }));
    expect(screen.getByText(/Hello Alex/)).toBeInTheDocument();
  });

  it('says that nothing is sent without a mail server', async () => {
    server.use(answer('get', '/messages', messages({ ready: false })));
    await open('/messages');
    expect(await screen.findByText('No mails are sent')).toBeInTheDocument();
  });

  it('tells that it loads, what failed, and that somebody was faster', async () => {
    server.use(never('get', '/messages'));
    const loading = await open('/messages');
    expect(await screen.findByText('Loading')).toBeInTheDocument();
    loading.unmount();
    server.use(refuse('get', '/messages', 403, 'forbidden'));
    const failed = await open('/messages');
    expect(await screen.findByText('Request req-42')).toBeInTheDocument();
    failed.unmount();
    server.use(answer('get', '/messages', messages()), refuse('put', '/messages', 409, 'conflict'));
    const { user } = await open('/messages');
    await user.click(await screen.findByRole('button', { name: 'Save' }));
    expect(await screen.findByText(/Somebody changed this/)).toBeInTheDocument();
  });

  it('has no accessibility faults; the browser looks at it in every language', async () => {
    const language = 'en';
    const { container } = await open('/messages', language);
    await screen.findByTitle('250 points run out soon');
    expect(await faults(container)).toEqual([]);
  });
});
