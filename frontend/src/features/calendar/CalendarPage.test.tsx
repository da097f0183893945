import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Waiting } from '../../api/appointments';
import { faults } from '../../test/axe';
import { appointment, judgement } from '../../test/bookings';
import { furnish, mara, theo } from '../../test/calendar';
import { open } from '../../test/render';
import { answer, never, refuse, server } from '../../test/server';
import { firstDayOf, weekOf } from './dates';

const onPhone = () =>
  vi.spyOn(window, 'matchMedia').mockImplementation(
    (query) => ({ matches: query.includes('max-width'), media: query, addEventListener: () => {}, removeEventListener: () => {} }) as unknown as MediaQueryList,
  );

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-12-01T14:30:00Z') });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('the calendar', () => {
  it('shows the week of today on the clocks of the shop', async () => {
    const asked = furnish();
    await open('/calendar');
    expect(await screen.findByRole('button', { name: /Mara Lindqvist\W+10:00\s–\s11:00\sAM\W+Cut\W+Aiko, Confirmed/ })).toBeInTheDocument();
    expect(screen.getByText(/America\/New York \(GMT−5\)/)).toBeInTheDocument();
    const week = weekOf('2026-12-01', firstDayOf('en'));
    expect([asked[0]?.get('from'), asked[0]?.get('to')]).toEqual([week[0], week[6]]);
    const tuesday = screen.getByRole('group', { name: 'Tuesday, December 1, 2026' });
    expect(within(tuesday).getAllByRole('button', { name: /Cut/ })).toHaveLength(2);
  });

  it.each(['day', 'week', 'month', 'resource'])('has no accessibility faults in the view %s', async (view) => {
    furnish();
    await open(`/calendar?view=${view}&date=2026-12-01`);
    await screen.findByRole('button', { name: /Mara Lindqvist/ });
    expect(await faults(document.body)).toEqual([]);
  });

  it('has a column for each person, with what they do', async () => {
    furnish();
    await open('/calendar?view=resource&date=2026-12-01');
    const ben = await screen.findByRole('group', { name: 'Ben' });
    expect(within(ben).getByRole('button', { name: /Theo Brandt/ })).toBeInTheDocument();
    expect(within(ben).queryByRole('button', { name: /Mara/ })).toBeNull();
  });

  it('leads from a day of the month to the day', async () => {
    furnish();
    const { user, router } = await open('/calendar?view=month&date=2026-12-15');
    await user.click(await screen.findByRole('button', { name: 'Thursday, December 3, 2026: 1 booking' }));
    expect(router.state.location.search).toBe('?view=day&date=2026-12-03');
  });

  it('asks the server for what the filters say, and leaves out what was cancelled', async () => {
    const asked = furnish([mara, appointment({ id: 'b-9', name: 'Gone', status: 'cancelled' })]);
    const { user } = await open('/calendar?date=2026-12-01');
    await screen.findByRole('button', { name: /Mara/ });
    expect(screen.queryByRole('button', { name: /Gone/ })).toBeNull();
    await user.selectOptions(screen.getByRole('combobox', { name: 'Statuses shown' }), 'Cancelled');
    await user.selectOptions(screen.getByRole('combobox', { name: 'Staff shown' }), 'Aiko');
    await waitFor(() => expect([asked.at(-1)?.get('status'), asked.at(-1)?.get('staff')]).toEqual(['cancelled', 's-1']));
    expect(await screen.findByRole('button', { name: /Gone/ })).toBeInTheDocument();
  });

  it('shows an hour twice on the day on which clocks show it twice', async () => {
    const first = appointment({ id: 'b-4', start: '2026-11-01T05:00:00Z', end: '2026-11-01T05:30:00Z' });
    const second = appointment({ id: 'b-5', start: '2026-11-01T06:00:00Z', end: '2026-11-01T06:30:00Z' });
    furnish([first, second]);
    await open('/calendar?view=day&date=2026-11-01');
    const blocks = await screen.findAllByRole('button', { name: /Mara/ });
    expect(blocks.map((b) => b.getAttribute('data-top'))).toEqual(['60', '120']);
    expect(blocks[0]).toHaveAccessibleName(/GMT-4/);
    expect(blocks[1]).toHaveAccessibleName(/GMT-5/);
  });
});

describe('states of the calendar', () => {
  it('say that it loads, and that there is nothing', async () => {
    furnish([]);
    server.use(never('get', '/appointments'));
    const { unmount } = await open('/calendar');
    expect(await screen.findByText('Loading')).toBeInTheDocument();
    unmount();
    furnish([]);
    await open('/calendar');
    expect(await screen.findByText('No bookings here')).toBeInTheDocument();
    expect(await faults(document.body)).toEqual([]);
  });

  it('say what went wrong and offer to try again', async () => {
    furnish();
    server.use(refuse('get', '/appointments', 503, 'unavailable'));
    await open('/calendar');
    expect(await screen.findByRole('button', { name: 'Try again' })).toBeInTheDocument();
  });

  it('say that there is more than can be shown', async () => {
    furnish();
    server.use(answer('get', '/appointments', { items: [mara], more: true, zone: 'America/New_York' }));
    await open('/calendar');
    expect(await screen.findByText(/more bookings than can be shown at once/)).toBeInTheDocument();
  });

  it('are a list on a phone', async () => {
    onPhone();
    furnish();
    const { user, router } = await open('/calendar');
    await user.click(await screen.findByRole('button', { name: /10:00 AM.*Mara Lindqvist/ }));
    expect(router.state.location.search).toBe('?booking=b-1');
    expect(await faults(document.body)).toEqual([]);
  });
});

describe('with the keyboard alone', () => {
  it('arrow keys lead among bookings and days, and enter opens one', async () => {
    furnish();
    const { user, router } = await open('/calendar?view=week&date=2026-12-01');
    const first = await screen.findByRole('button', { name: /Mara/ });
    expect(screen.getAllByRole('button', { name: /Cut\W+(Aiko|Ben), Confirmed/ }).filter((b) => b.tabIndex === 0)).toEqual([first]);
    first.focus();
    await user.keyboard('{ArrowDown}');
    expect(screen.getByRole('button', { name: /Theo/ })).toHaveFocus();
    await user.keyboard('{ArrowRight}');
    expect(screen.getByRole('button', { name: /Ida/ })).toHaveFocus();
    await user.keyboard('{ArrowLeft}{Home}');
    expect(first).toHaveFocus();
    await user.keyboard('{Enter}');
    expect(await screen.findByRole('dialog', { name: 'Mara Lindqvist' })).toBeInTheDocument();
    expect(router.state.location.search).toContain('booking=b-1');
  });

  it('page keys lead to another week, and arrows over the weeks of a month', async () => {
    furnish();
    const { user, router } = await open('/calendar?view=week&date=2026-12-01');
    (await screen.findByRole('button', { name: /Mara/ })).focus();
    await user.keyboard('{PageDown}');
    expect(router.state.location.search).toContain('date=2026-12-08');
    await router.navigate('/calendar?view=month&date=2026-12-01');
    (await screen.findByRole('button', { name: 'Wednesday, December 9, 2026: 0 bookings' })).focus();
    await user.keyboard('{ArrowDown}{ArrowRight}');
    expect(screen.getByRole('button', { name: 'Thursday, December 17, 2026: 0 bookings' })).toHaveFocus();
  });

  it('a dialog moves a booking, and says first what is in the way', async () => {
    furnish();
    let moved: unknown;
    server.use(
      http.get('*/api/admin/appointments/judgement', ({ request }) => {
        const start = new URL(request.url).searchParams.get('start') ?? '';
        const busy = start === '2026-12-01T18:00:00.000Z';
        return HttpResponse.json({ items: [judgement(busy ? { free: false, reasons: ['staff_busy', 'no_unit_free'] } : {})] });
      }),
      http.put('*/api/admin/appointments/b-1/time', async ({ request }) => {
        moved = await request.json();
        return HttpResponse.json({ ...mara, version: 5 });
      }),
    );
    const { user } = await open('/calendar?booking=b-1');
    await user.click(await screen.findByRole('button', { name: 'Move…' }));
    const dialog = await screen.findByRole('dialog', { name: 'Move: Mara Lindqvist' });
    fireEvent.change(within(dialog).getByLabelText('Time'), { target: { value: '13:00' } });
    expect(await within(dialog).findByText('Has another booking then, or time kept before or after one.')).toBeInTheDocument();
    expect(within(dialog).getByText('A room or a piece of equipment that it needs is taken.')).toBeInTheDocument();
    expect(within(dialog).getByRole('button', { name: 'Move' })).toBeDisabled();
    expect(await faults(document.body)).toEqual([]);
    await user.click(await within(dialog).findByRole('radio', { name: '2:30 PM' }));
    await within(dialog).findByText('is free');
    await user.click(within(dialog).getByRole('button', { name: 'Move' }));
    await screen.findByText(/Moved to Tue, Dec 1, 2026, 2:30/);
    expect(moved).toEqual({ base: 4, start: '2026-12-01T19:30:00.000Z', staff: 's-1' });
  });
});

describe('dragging', () => {
  // Columns of a hundred pixels; the first hour that is shown is nine o'clock.
  const layOut = () =>
    vi.spyOn(Element.prototype, 'getBoundingClientRect').mockImplementation(function (this: Element) {
      const columns = [...document.querySelectorAll('[data-column]')];
      const index = columns.findIndex((c) => c === this || c.contains(this));
      const top = this instanceof HTMLElement && this.dataset['item'] ? parseFloat(this.style.top) : 0;
      return new DOMRect(index * 100, top, 100, 500);
    });

  it('shows the conflict before the drop, and asks before it saves', async () => {
    furnish();
    layOut();
    let moved: unknown;
    server.use(
      http.put('*/api/admin/appointments/b-1/time', async ({ request }) => {
        moved = await request.json();
        return HttpResponse.json({ ...mara, version: 5 });
      }),
    );
    const { user } = await open('/calendar?view=resource&date=2026-12-01');
    const block = await screen.findByRole('button', { name: /Mara/ });
    // Nine is the top; a minute is nine tenths of a pixel.
    const y = (minutes: number) => minutes * 0.9;
    fireEvent.pointerDown(block, { button: 0, pointerType: 'mouse', clientX: 50, clientY: y(60) });
    fireEvent.pointerMove(window, { clientX: 150, clientY: y(4 * 60) });
    expect(await screen.findByText(/Theo Brandt, 1:00/)).toBeInTheDocument();
    fireEvent.pointerMove(window, { clientX: 150, clientY: y(6 * 60) });
    await waitFor(() => expect(screen.queryByText(/Theo Brandt, 1:00/)).toBeNull());
    fireEvent.pointerUp(window);
    const dialog = await screen.findByRole('dialog', { name: 'Move: Mara Lindqvist' });
    expect(within(dialog).getByLabelText('Time')).toHaveValue('15:00');
    expect(moved).toBeUndefined();
    await user.click(within(dialog).getByRole('button', { name: 'Move' }));
    await waitFor(() => expect(moved).toEqual({ base: 4, start: '2026-12-01T20:00:00.000Z', staff: 's-2' }));
  });

  it('of a lower edge asks for another length, with what is in the way shown before', async () => {
    furnish([mara, { ...theo, staff: 's-1' }]);
    layOut();
    let moved: unknown;
    const asked: string[] = [];
    server.use(
      http.get('*/api/admin/appointments/judgement', ({ request }) => {
        asked.push(new URL(request.url).searchParams.get('minutes') ?? '');
        return HttpResponse.json({ items: [judgement()] });
      }),
      http.put('*/api/admin/appointments/b-1/time', async ({ request }) => {
        moved = await request.json();
        return HttpResponse.json({ ...mara, version: 5 });
      }),
    );
    const { user } = await open('/calendar?view=day&date=2026-12-01');
    const edge = (await screen.findByRole('button', { name: /Mara/ })).querySelector('[data-edge]')!;
    const bottom = edge.closest('[data-item]')!.getBoundingClientRect().bottom;
    fireEvent.pointerDown(edge, { button: 0, pointerType: 'mouse', clientX: 50, clientY: bottom });
    // Nine is the top: to half past one, where Theo has been for half an hour.
    fireEvent.pointerMove(window, { clientX: 250, clientY: 4.5 * 60 * 0.9 });
    expect(await screen.findByText(/Theo Brandt, 1:00/)).toBeInTheDocument();
    fireEvent.pointerMove(window, { clientX: 50, clientY: 2.5 * 60 * 0.9 });
    await waitFor(() => expect(screen.queryByText(/Theo Brandt, 1:00/)).toBeNull());
    fireEvent.pointerUp(window);
    const dialog = await screen.findByRole('dialog', { name: 'Move: Mara Lindqvist' });
    expect(within(dialog).getByLabelText('Length')).toHaveValue('90');
    expect(moved).toBeUndefined();
    await user.click(within(dialog).getByRole('button', { name: 'Change length' }));
    await waitFor(() => expect(moved).toEqual({ base: 4, start: '2026-12-01T15:00:00.000Z', staff: 's-1', minutes: 90 }));
    expect(asked).toContain('90');
  });

  it('is given up with escape, and is not begun by a finger or on what is over', async () => {
    furnish([mara, appointment({ id: 'b-6', name: 'Over', status: 'completed', start: '2026-12-01T17:00:00Z', end: '2026-12-01T18:00:00Z' })]);
    layOut();
    await open('/calendar?view=day&date=2026-12-01');
    const block = await screen.findByRole('button', { name: /Mara/ });
    const drag = (on: Element, pointerType: string) => {
      fireEvent.pointerDown(on, { button: 0, pointerType, clientX: 50, clientY: 54 });
      fireEvent.pointerMove(window, { clientX: 50, clientY: 300 });
      return block.hasAttribute('data-away') || screen.getByRole('button', { name: /Over/ }).hasAttribute('data-away');
    };
    expect(drag(block, 'touch')).toBe(false);
    expect(drag(screen.getByRole('button', { name: /Over/ }), 'mouse')).toBe(false);
    expect(drag(block, 'mouse')).toBe(true);
    fireEvent.keyDown(window, { key: 'Escape' });
    fireEvent.pointerUp(window);
    expect(screen.queryByRole('dialog')).toBeNull();
  });
});

describe('booking in the panel', () => {
  it('takes a walk-in with a press on an empty time and one on save', async () => {
    furnish();
    const booked: Record<string, unknown>[] = [];
    server.use(
      http.post('*/api/admin/appointments', async ({ request }) => {
        booked.push((await request.json()) as Record<string, unknown>);
        return HttpResponse.json(mara);
      }),
    );
    const { user } = await open('/calendar?view=resource&date=2026-12-01');
    await screen.findByRole('button', { name: /Mara/ });
    const ground = document.querySelectorAll('[data-column]')[1]!;
    fireEvent.click(ground, { clientX: 10, clientY: 2.5 * 60 * 0.9 + 7 });
    const dialog = await screen.findByRole('dialog', { name: 'Walk-in' });
    await user.click(await within(dialog).findByRole('button', { name: 'Save' }));
    await screen.findByText(/^Booked:/);
    expect(booked).toEqual([
      { key: expect.any(String), service: 'cut', variant: 'short', addOns: [], staff: 's-2', party: 1, start: '2026-12-01T16:30:00.000Z', name: '', walkIn: true },
    ]);
  });

  it('books what, with whom, when and for whom, and says in words what is refused', async () => {
    furnish();
    const booked: Record<string, unknown>[] = [];
    server.use(
      http.post('*/api/admin/appointments', async ({ request }) => {
        booked.push((await request.json()) as Record<string, unknown>);
        const errors = [{ location: 'body.start', message: 'session_full' }];
        return booked.length > 1 ? HttpResponse.json(mara) : HttpResponse.json({ status: 409, code: 'taken', detail: 'x', errors }, { status: 409 });
      }),
    );
    const { user } = await open('/calendar');
    await user.click(await screen.findByRole('button', { name: 'New booking' }));
    const dialog = await screen.findByRole('dialog', { name: 'New booking' });
    await user.selectOptions(await within(dialog).findByRole('combobox', { name: 'Option' }), 'Long · 90 min · $70.00');
    await user.click(within(dialog).getByRole('checkbox', { name: 'Wash · 15 min · $10.00' }));
    await user.click(within(dialog).getByRole('button', { name: 'Book' }));
    expect(within(dialog).getByText('Choose a time.')).toBeInTheDocument();
    await user.click(await within(dialog).findByRole('radio', { name: '2:00 PM' }));
    await user.type(within(dialog).getByRole('combobox', { name: 'Contact' }), 'theo');
    await user.click(await screen.findByRole('option', { name: /Theo Brandt/ }));
    expect(await faults(document.body)).toEqual([]);
    await user.click(within(dialog).getByRole('button', { name: 'Book' }));
    expect(await within(dialog).findByText('Too few seats are left.')).toBeInTheDocument();
    await user.click(within(dialog).getByRole('button', { name: 'Book' }));
    await screen.findByText(/^Booked:/);
    expect(booked[1]).toMatchObject({ service: 'cut', variant: 'long', addOns: ['wash'], staff: '', start: '2026-12-01T19:00:00.000Z', contact: 'c-8' });
    expect(booked[1]?.['key']).toBe(booked[0]?.['key']);
  });

  it('says of each person why a time is not free', async () => {
    furnish();
    server.use(
      answer('get', '/appointments/judgement', {
        items: [judgement({ free: false, reasons: ['outside_hours'] }), judgement({ staff: 's-2', free: false, reasons: ['time_off', 'too_soon'] })],
      }),
    );
    const { user } = await open('/calendar');
    await user.click(await screen.findByRole('button', { name: 'New booking' }));
    await user.click(await screen.findByText('Why not this time?'));
    fireEvent.change(screen.getByLabelText('Time to check'), { target: { value: '20:00' } });
    const ben = (await screen.findByText('Ben', { selector: 'strong' })).closest('li')!;
    expect(within(ben).getByText('Is away.')).toBeInTheDocument();
    expect(within(ben).getByText(/nearer than the notice/)).toBeInTheDocument();
    expect(screen.getByText('It does not fit into the working hours.')).toBeInTheDocument();
  });
});

describe('the card of a booking', () => {
  it('shows who, what and what was paid, and what has to be looked at', async () => {
    const due = appointment({
      status: 'cancelled', paidMinor: 5_000, refundDueMinor: 2_500, attention: 'refund_due', order: '1042', payment: { how: 'checkout', depositPercent: 100 },
      answers: [{ label: 'Allergies', value: 'None' }], note: 'Window seat',
      history: [
        { at: '2026-11-20T12:00:00Z', actor: 'shopper', what: 'confirmed' },
        { at: '2026-11-21T12:00:00Z', actor: '7', what: 'moved', from: '2026-12-01T14:00:00Z', to: '2026-12-01T15:00:00Z' },
      ],
    });
    furnish([due]);
    await open('/calendar?booking=b-1&status=all');
    const card = await screen.findByRole('dialog', { name: 'Mara Lindqvist' });
    expect(await within(card).findByText('A refund is due')).toBeInTheDocument();
    expect(within(card).getByText(/\$25\.00 has to go back/)).toBeInTheDocument();
    expect(within(card).getByRole('link', { name: 'Mara Lindqvist' })).toHaveAttribute('href', '/contacts/c-7');
    expect(within(card).getByText('Allergies')).toBeInTheDocument();
    expect(within(card).getByRole('textbox', { name: 'Note' })).toHaveValue('Window seat');
    const history = within(within(card).getByRole('region', { name: 'History' }));
    expect(history.getAllByRole('listitem')[0]).toHaveTextContent(/Moved · staff member 7.*9:00\sAM → .*10:00\sAM/);
    expect(await faults(document.body)).toEqual([]);
  });

  it('completes with the times as they were, and cancels with what goes back', async () => {
    const begun = appointment({ start: '2026-12-01T13:00:00Z', end: '2026-12-01T14:00:00Z', paidMinor: 5_000, policy: [{ hoursBefore: 24, percent: 100 }] });
    furnish([begun]);
    const sent: unknown[] = [];
    server.use(
      http.put('*/api/admin/appointments/b-1/status', async ({ request }) => {
        sent.push(await request.json());
        return HttpResponse.json(begun);
      }),
    );
    const { user } = await open('/calendar?booking=b-1');
    await user.click(await screen.findByRole('button', { name: 'Complete…' }));
    fireEvent.change(screen.getByLabelText('Ended at'), { target: { value: '09:10' } });
    await user.click(screen.getByRole('button', { name: 'Mark as completed' }));
    await screen.findByText('The booking is completed.');
    await user.click(screen.getByRole('button', { name: 'Cancel…' }));
    expect(screen.getByText(/all that was paid goes back: \$50\.00/)).toBeInTheDocument();
    expect(screen.getByText(/would give back \$0\.00/)).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Cancel this booking' }));
    await screen.findByText('The booking is cancelled.');
    expect(sent).toEqual([
      { base: 4, to: 'completed', actualStart: '2026-12-01T13:00:00.000Z', actualEnd: '2026-12-01T14:10:00.000Z' },
      { base: 4, to: 'cancelled' },
    ]);
  });

  it('keeps a note on the version that was seen', async () => {
    furnish();
    let sent: unknown;
    server.use(
      http.put('*/api/admin/appointments/b-1/note', async ({ request }) => {
        sent = await request.json();
        return HttpResponse.json(mara);
      }),
    );
    const { user } = await open('/calendar?booking=b-1');
    await user.type(await screen.findByRole('textbox', { name: 'Note' }), 'Prefers tea');
    await user.click(screen.getByRole('button', { name: 'Save note' }));
    await screen.findByText('The note was saved.');
    expect(sent).toEqual({ base: 4, note: 'Prefers tea' });
  });

  it('lists all who come to a session', async () => {
    furnish([mara, appointment({ id: 'b-8', name: 'Ola' })]);
    const { user, router } = await open('/calendar?view=week&date=2026-12-01');
    await user.click(await screen.findByRole('button', { name: /Cut: 2 bookings/ }));
    await user.click(await screen.findByRole('button', { name: /^Ola/ }));
    expect(router.state.location.search).toContain('booking=b-8');
  });

  it('tells who waits for these days, and takes somebody off', async () => {
    const zoe: Waiting = {
      id: 'w-1', service: 'sv-1', title: 'Cut', staff: '', party: 2, from: '2026-12-01', to: '2026-12-03', part: 'evening',
      contact: '', name: 'Zoe', email: '', phone: '', state: 'waiting', madeAt: '2026-11-30T10:00:00Z',
    };
    const yuna: Waiting = { ...zoe, id: 'w-2', name: 'Yuna', state: 'offered', start: '2026-12-02T18:00:00Z', until: '2026-12-02T02:00:00Z' };
    furnish([mara], [zoe, yuna]);
    const gone: unknown[] = [];
    server.use(
      http.delete('*/api/admin/waitlist/:id', ({ params }) => {
        gone.push(params['id']);
        return new HttpResponse(null, { status: 204 });
      }),
    );
    const { user } = await open('/calendar');
    await user.click(await screen.findByRole('button', { name: 'Who waits' }));
    const dialog = await screen.findByRole('dialog', { name: '2 people wait for these days' });
    expect(within(dialog).getByText(/in the evening · 2 seats/)).toBeInTheDocument();
    expect(within(dialog).getByText(/Offered: .*1:00\sPM/)).toBeInTheDocument();
    await user.click(within(dialog).getByRole('button', { name: 'Take off the waitlist: Zoe' }));
    await waitFor(() => expect(gone).toEqual(['w-1']));
    expect(await faults(document.body)).toEqual([]);
  });
});
