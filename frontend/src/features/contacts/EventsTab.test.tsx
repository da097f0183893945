import { screen, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import { faults } from '../../test/axe';
import { contactEvents } from '../../test/factories';
import { open } from '../../test/render';
import { answer, refuse, server } from '../../test/server';

const address = '/contacts/c-7?tab=events';

describe('the events of a contact', () => {
  it('are listed with what they brought, and recorded with a key', async () => {
    const sent: unknown[] = [];
    const [event] = contactEvents().items;
    server.use(
      http.post('*/api/admin/contacts/:id/events', async ({ request }) => {
        sent.push(await request.json());
        return HttpResponse.json({ event: { ...event, points: 30 }, replayed: false });
      }),
    );
    const { user, container } = await open(address);
    const list = await screen.findByRole('list', { name: 'Events' });
    expect(within(list).getByText(/the limit cut off 15/)).toBeInTheDocument();
    expect(within(list).getByText(/had agreed before anybody told us/)).toBeInTheDocument();
    expect(await faults(container)).toEqual([]);
    await user.click(screen.getByRole('button', { name: 'Record an event' }));
    const dialog = await screen.findByRole('dialog', { name: 'Record an event' });
    await user.click(within(dialog).getByRole('button', { name: 'Record' }));
    expect(sent).toEqual([]);
    await user.click(within(dialog).getByRole('combobox', { name: 'Event' }));
    await user.click(await screen.findByRole('option', { name: 'Stand at the fair' }));
    await user.click(within(dialog).getByRole('button', { name: 'Record' }));
    expect(await screen.findByText('Recorded: 30 points.')).toBeInTheDocument();
    expect(sent).toEqual([{ key: expect.stringMatching(/^[0-9a-f-]{36}$/), name: 'Stand at the fair', note: '' }]);
  });

  it('keep a birthday, which is refused with the reason at its field', async () => {
    server.use(
      answer('get', '/contacts/:id/events', contactEvents({ birthday: { month: 2, day: 28, knownAt: '2026-10-01T10:00:00Z', by: 'contact' }, items: [], names: [] })),
      refuse('put', '/contacts/:id/birthday', 422, 'invalid', [{ location: 'body.day', message: 'no year has this day' }]),
    );
    const { user } = await open(address);
    expect(await screen.findByText('February 28')).toBeInTheDocument();
    expect(screen.getByText(/entered by the contact/)).toBeInTheDocument();
    expect(screen.getByText('Nothing besides orders yet')).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Change' }));
    const dialog = await screen.findByRole('dialog', { name: 'Birthday' });
    const day = within(dialog).getByRole('textbox', { name: 'Day' });
    await user.clear(day);
    await user.type(day, '31');
    await user.click(within(dialog).getByRole('button', { name: 'Save' }));
    expect(await within(dialog).findByText('no year has this day')).toBeInTheDocument();
  });
});
