import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type { AppointmentQuery, Move, NewAppointment, NoteChange, RefundWish, StatusChange, Wish } from '../../api/appointments';
import { client, unwrap } from '../../api/client';

const refreshMs = 15_000;
const contactsMax = 6;
const rarelyMs = 60_000;

export const appointmentsQuery = (query: AppointmentQuery) =>
  queryOptions({
    queryKey: ['appointments', 'list', query],
    queryFn: ({ signal }) => unwrap(client.GET('/api/admin/appointments', { params: { query }, signal })),
    placeholderData: keepPreviousData,
    refetchInterval: refreshMs,
  });

export const appointmentQuery = (id: string) =>
  queryOptions({
    queryKey: ['appointments', 'card', id],
    queryFn: ({ signal }) => unwrap(client.GET('/api/admin/appointments/{id}', { params: { path: { id } }, signal })),
    refetchInterval: refreshMs,
  });

export const timesQuery = (wish: Wish, day: string) =>
  queryOptions({
    queryKey: ['appointments', 'times', wish, day],
    queryFn: ({ signal }) => unwrap(client.GET('/api/admin/appointments/times', { params: { query: { ...wish, from: day, to: day } }, signal })),
    enabled: wish.service !== '' && wish.variant !== '' && day !== '',
  });

/** Whether a time is free and why not, for each member of the staff. */
export const judgementQuery = (wish: Wish, start: string) =>
  queryOptions({
    queryKey: ['appointments', 'judgement', wish, start],
    queryFn: ({ signal }) => unwrap(client.GET('/api/admin/appointments/judgement', { params: { query: { ...wish, start } }, signal })),
    enabled: wish.service !== '' && wish.variant !== '' && start !== '',
  });

export const servicesQuery = queryOptions({
  queryKey: ['services'],
  queryFn: ({ signal }) => unwrap(client.GET('/api/admin/services', { signal })),
  select: (page) => page.items,
  staleTime: rarelyMs,
});

export const staffQuery = queryOptions({
  queryKey: ['staff'],
  queryFn: ({ signal }) => unwrap(client.GET('/api/admin/staff', { signal })),
  select: (page) => page.items,
  staleTime: rarelyMs,
});

export const placesQuery = queryOptions({
  queryKey: ['locations'],
  queryFn: ({ signal }) => unwrap(client.GET('/api/admin/locations', { signal })),
  select: (page) => page.items,
  staleTime: rarelyMs,
});

export const closedDatesQuery = queryOptions({
  queryKey: ['booking-calendar'],
  queryFn: ({ signal }) => unwrap(client.GET('/api/admin/booking-calendar', { signal })),
  select: (calendar) => calendar.closed,
  staleTime: rarelyMs,
});

export const contactsQuery = (search: string) =>
  queryOptions({
    queryKey: ['contacts', { search, limit: contactsMax }],
    queryFn: ({ signal }) => unwrap(client.GET('/api/admin/contacts', { params: { query: { search, limit: contactsMax } }, signal })),
    enabled: search !== '',
    placeholderData: keepPreviousData,
  });

export const waitlistQuery = (query: { from: string; to: string; service?: string }) =>
  queryOptions({
    queryKey: ['appointments', 'waitlist', query],
    queryFn: ({ signal }) => unwrap(client.GET('/api/admin/waitlist', { params: { query }, signal })),
    select: (list) => list.items,
    placeholderData: keepPreviousData,
    refetchInterval: refreshMs,
  });

/** Takes somebody off the waitlist. */
export function useRemoveWaiting() {
  const fresh = useFresh();
  return useMutation({
    mutationFn: (id: string) => unwrap(client.DELETE('/api/admin/waitlist/{id}', { params: { path: { id } } })),
    onSettled: fresh,
  });
}

// Whatever became of a change, what is free may be another now.
function useFresh() {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: ['appointments'] });
}

export function useBook() {
  const fresh = useFresh();
  return useMutation({
    mutationFn: (body: NewAppointment) => unwrap(client.POST('/api/admin/appointments', { body })),
    onSettled: fresh,
  });
}

export function useMove(id: string) {
  const fresh = useFresh();
  return useMutation({
    mutationFn: (body: Move) =>
      unwrap(client.PUT('/api/admin/appointments/{id}/time', { params: { path: { id } }, body })),
    onSettled: fresh,
  });
}

export function useSetStatus(id: string) {
  const fresh = useFresh();
  return useMutation({
    mutationFn: (body: StatusChange) => unwrap(client.PUT('/api/admin/appointments/{id}/status', { params: { path: { id } }, body })),
    onSettled: fresh,
  });
}

/** Has the store pay back what is due, or tries that again. */
export function useRefund(id: string) {
  const fresh = useFresh();
  return useMutation({
    mutationFn: (body: RefundWish) => unwrap(client.POST('/api/admin/appointments/{id}/refund', { params: { path: { id } }, body })),
    onSettled: fresh,
  });
}

/** Has the store try again what it did not do about an invoice. */
export function useRetryInvoice(id: string) {
  const fresh = useFresh();
  return useMutation({
    mutationFn: (base: number) => unwrap(client.POST('/api/admin/appointments/{id}/invoice', { params: { path: { id } }, body: { base } })),
    onSettled: fresh,
  });
}

/** Has the link to an appointment replaced, and gives the new one. */
export function useReplaceLink(id: string) {
  const fresh = useFresh();
  return useMutation({
    mutationFn: (base: number) => unwrap(client.PUT('/api/admin/appointments/{id}/link', { params: { path: { id } }, body: { base } })),
    onSettled: fresh,
  });
}

export function useSetNote(id: string) {
  const fresh = useFresh();
  return useMutation({
    mutationFn: (body: NoteChange) => unwrap(client.PUT('/api/admin/appointments/{id}/note', { params: { path: { id } }, body })),
    onSettled: fresh,
  });
}
