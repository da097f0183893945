import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import { faults } from '../../test/axe';
import { closedDays, member, pool } from '../../test/catalogue';
import { open } from '../../test/render';
import { answer, never, refuse, server } from '../../test/server';

/** Remembers what was saved at an address, and answers with something. */
function saving(method: 'put' | 'post', path: string, saved: unknown[], body: object, status = 200) {
  return http[method](`*/api/admin${path}`, async ({ request }) => {
    saved.push(await request.json());
    return HttpResponse.json(body, { status });
  });
}

const invalid = (location: string, message: string) => ({ title: 'Invalid', status: 422, code: 'invalid', detail: 'x', errors: [{ location, message }] });

describe('the team', () => {
  it('is listed with its hours, places and closed dates', async () => {
    await open('/team');
    const row = await screen.findByRole('row', { name: /Ann/ });
    expect(row).toHaveTextContent('Mon–Tue 09:00–17:00 · Thu 09:00–17:00 · Fri 22:00–02:00');
    await waitFor(() => expect(row).toHaveTextContent('Ginza'));
    expect(screen.getByRole('row', { name: /Ben/ })).toHaveTextContent('Off');
    expect(await screen.findByRole('row', { name: /Chairs/ })).toHaveTextContent('Left, Right');
    expect(await screen.findByDisplayValue('Stocktaking')).toBeInTheDocument();
    expect(await faults(document.body)).toEqual([]);
  });

  it('says why somebody could not be removed', async () => {
    server.use(
      http.delete('*/api/admin/staff/ann', () =>
        HttpResponse.json({ title: 'Conflict', status: 409, code: 'conflict', detail: 'Ann is named in the service Hair cut; take them out of it first' }, { status: 409 }),
      ),
    );
    const { user } = await open('/team');
    await user.click(await screen.findByRole('button', { name: 'Remove Ann' }));
    expect(await screen.findByText(/^Ann is named in the service Hair cut/)).toBeInTheDocument();
  });

  it('has words for nothing, waiting and failure', async () => {
    server.use(answer('get', '/staff', { zone: 'UTC', items: [] }), answer('get', '/locations', { items: [] }), answer('get', '/pools', { items: [] }));
    const empty = await open('/team');
    expect(await screen.findByText('Nobody serves yet')).toBeInTheDocument();
    expect(await screen.findByText(/^No locations yet/)).toBeInTheDocument();
    expect(await screen.findByText(/^No rooms or equipment yet/)).toBeInTheDocument();
    empty.unmount();
    server.use(never('get', '/staff'));
    const waiting = await open('/team');
    expect((await screen.findAllByRole('status'))[0]).toHaveTextContent('Loading');
    waiting.unmount();
    server.use(refuse('get', '/staff', 503, 'unavailable'));
    await open('/team');
    expect(await screen.findByRole('button', { name: 'Try again' })).toBeInTheDocument();
  });
});

describe('somebody who serves', () => {
  it('gets hours that are copied to other days', async () => {
    const saved: unknown[] = [];
    server.use(saving('put', '/staff/ann', saved, member()));
    const { user } = await open('/team/ann');
    const monday = await screen.findByRole('group', { name: 'Monday' });
    expect(screen.getByRole('group', { name: 'Friday' })).toHaveTextContent('until the next day');
    await user.click(within(monday).getByRole('button', { name: 'Add hours on Monday' }));
    const until = within(monday).getAllByRole('textbox', { name: 'Monday, until' })[1]!;
    await user.clear(until);
    await user.type(until, '2030');
    await user.click(within(monday).getByRole('button', { name: 'Copy the hours of Monday' }));
    await user.click(await screen.findByRole('menuitem', { name: 'To Saturday' }));
    await user.click(screen.getByRole('button', { name: 'Save' }));
    await screen.findByText('Saved.');
    const hours = [{ from: '09:00', to: '17:00' }, { from: '18:00', to: '20:30' }];
    expect(saved).toMatchObject([{ base: 2, weekly: { monday: hours, saturday: hours, tuesday: [{ from: '09:00', to: '17:00' }] } }]);
  });

  it('gets seasons, single days and time off, and reads what is wrong with them', async () => {
    const saved: unknown[] = [];
    server.use(saving('put', '/staff/ann', saved, invalid('body.overrides[0].windows[0].to', 'must differ from the beginning'), 422));
    const { user } = await open('/team/ann');
    await user.click(await screen.findByRole('button', { name: 'Add a season' }));
    fireEvent.change(screen.getByLabelText('First day'), { target: { value: '2026-07-01' } });
    fireEvent.change(screen.getByLabelText('Last day'), { target: { value: '2026-07-31' } });
    await user.click(screen.getByRole('button', { name: 'Add a day' }));
    const date = within(screen.getByRole('region', { name: 'Single days' })).getByLabelText('Date');
    fireEvent.change(date, { target: { value: '2026-12-24' } });
    await user.click(screen.getByRole('button', { name: 'Add hours' }));
    await user.click(screen.getByRole('button', { name: 'Add time off' }));
    fireEvent.change(screen.getByLabelText('From'), { target: { value: '2026-12-28T13:00' } });
    fireEvent.change(screen.getByLabelText('Until'), { target: { value: '2026-12-29T00:00' } });
    expect(await faults(document.body)).toEqual([]);
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText('must differ from the beginning')).toBeInTheDocument();
    expect(saved).toMatchObject([{
      seasons: [{ first: '2026-07-01', last: '2026-07-31', weekly: { monday: [{ from: '09:00', to: '17:00' }] } }],
      overrides: [{ date: '2026-12-24', windows: [{ from: '09:00', to: '17:00' }] }], timeOff: [{ from: '2026-12-28T13:00', to: '2026-12-29T00:00' }],
    }]);
  });

  it('who is new is added once, with the usual hours', async () => {
    const saved: { key: string }[] = [];
    server.use(saving('post', '/staff', saved, member()));
    const { user } = await open('/team/new');
    await user.type(await screen.findByRole('textbox', { name: 'Name' }), 'Cleo');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    await screen.findByText('Saved.');
    expect(saved).toMatchObject([{ name: 'Cleo', weekly: { friday: [{ from: '09:00', to: '17:00' }], sunday: [] } }]);
    expect(saved[0]!.key).toHaveLength(36);
  });

  it('is not lost without a question', async () => {
    const { user } = await open('/team/ann');
    await user.type(await screen.findByRole('textbox', { name: 'Name' }), '!');
    await user.click(screen.getByRole('button', { name: 'Cancel' }));
    await user.click(await screen.findByRole('button', { name: 'Stay' }));
    expect(screen.getByRole('textbox', { name: 'Name' })).toHaveValue('Ann!');
  });

  it('who is not there is said to be gone', async () => {
    await open('/team/nobody');
    expect(await screen.findByText('Nobody of this kind is here')).toBeInTheDocument();
  });
});

describe('places', () => {
  it('rooms are added in a dialog that reads what is wrong', async () => {
    const saved: unknown[] = [];
    server.use(saving('post', '/pools', saved, invalid('body.name', 'must be 1 to 80 characters'), 422));
    const { user } = await open('/team');
    await user.click(within(await screen.findByRole('region', { name: 'Rooms and equipment' })).getByRole('button', { name: 'Add' }));
    await user.click(await screen.findByRole('button', { name: 'Add one more' }));
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText('must be 1 to 80 characters')).toBeInTheDocument();
    expect(saved).toMatchObject([{ name: '', units: [{ name: 'Number 1' }, { name: 'Number 2' }] }]);
    const dialog = within(screen.getByRole('dialog'));
    await user.type(dialog.getByRole('textbox', { name: 'Name' }), 'Baths');
    server.use(saving('post', '/pools', saved, pool()));
    await user.click(dialog.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
  });

  it('a location is changed on the version that was seen', async () => {
    const saved: unknown[] = [];
    server.use(saving('put', '/locations/l1', saved, {}));
    const { user } = await open('/team');
    await user.click(await screen.findByRole('button', { name: 'Edit Ginza' }));
    const dialog = within(await screen.findByRole('dialog'));
    await user.type(dialog.getByRole('textbox', { name: 'Name' }), ' 2');
    expect(await faults(document.body)).toEqual([]);
    await user.click(dialog.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(saved).toMatchObject([{ base: 1, name: 'Ginza 2', zone: 'Asia/Tokyo' }]));
  });
});

describe('closed dates', () => {
  it('are saved together with the holidays of a place', async () => {
    const saved: unknown[] = [];
    server.use(saving('put', '/booking-calendar', saved, closedDays({ version: 2, holidays: 'JP' })));
    const { user } = await open('/team');
    await user.selectOptions(await screen.findByRole('combobox', { name: 'Public holidays of' }), 'Japan');
    expect(await screen.findByText('1 holiday in the year to come')).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Add a closed date' }));
    const closed = screen.getByRole('region', { name: 'Closed dates' });
    fireEvent.change(within(closed).getAllByLabelText('Date')[1]!, { target: { value: '2026-12-30' } });
    await user.click(within(closed).getByRole('button', { name: 'Save' }));
    await screen.findByText('The closed dates were saved.');
    expect(saved).toEqual([{ base: 1, holidays: 'JP', closed: [{ date: '2026-12-31', name: 'Stocktaking' }, { date: '2026-12-30', name: '' }] }]);
  });

  it('of regions are named with their country', async () => {
    await open('/team');
    expect(await screen.findByRole('option', { name: 'Germany · Bayern' })).toBeInTheDocument();
  });
});
