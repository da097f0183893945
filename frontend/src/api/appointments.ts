import type { paths } from './schema.gen';

type Answer<P extends keyof paths> = paths[P] extends { get: { responses: { 200: { content: { 'application/json': infer A } } } } } ? A : never;
type Asked<P extends keyof paths> = paths[P] extends { get: { parameters: { query?: infer Q } } } ? NonNullable<Q> : never;
type Body<O> = O extends { requestBody: { content: { 'application/json': infer B } } } ? B : never;

/** A booking. Instants are RFC 3339, money is in minor units of its currency. */
export type Appointment = Answer<'/api/admin/appointments'>['items'][number];
export type AppointmentQuery = Asked<'/api/admin/appointments'>;
export type Status = Appointment['status'];
export type Change = Appointment['history'][number];
/** One promise of a policy: so much goes back until so many hours before. */
export type Step = Appointment['policy'][number];
export type FreeTimes = Answer<'/api/admin/appointments/times'>;
export type FreeTime = FreeTimes['days'][number]['times'][number];
/** Whether a member of the staff is free at a time, and why not. */
export type Judgement = Answer<'/api/admin/appointments/judgement'>['items'][number];
/** Somebody who waits for a time that is taken. */
export type Waiting = Answer<'/api/admin/waitlist'>['items'][number];
/** What is to be booked, without when. */
export type Wish = Omit<Asked<'/api/admin/appointments/judgement'>, 'start'>;
export type NewAppointment = Body<paths['/api/admin/appointments']['post']>;
export type Move = Body<paths['/api/admin/appointments/{id}/time']['put']>;
export type StatusChange = Body<paths['/api/admin/appointments/{id}/status']['put']>;
export type RefundWish = Body<paths['/api/admin/appointments/{id}/refund']['post']>;
export type NoteChange = Body<paths['/api/admin/appointments/{id}/note']['put']>;

export type Service = Answer<'/api/admin/services'>['items'][number];
export type Variant = Service['variants'][number];
export type Staff = Answer<'/api/admin/staff'>['items'][number];
export type Place = Answer<'/api/admin/locations'>['items'][number];
export type Weekly = Staff['weekly'];

/** How far a booking has come. */
export const statuses = ['held', 'confirmed', 'completed', 'no_show', 'cancelled'] as const satisfies readonly Status[];

/** Why a time is not free. */
export const reasons = [
  'not_performed', 'party_too_large', 'too_soon', 'too_far', 'closed_date', 'outside_hours', 'time_off', 'service_day_full',
  'staff_day_full', 'staff_busy', 'calendar_busy', 'session_full', 'no_unit_free', 'off_grid',
] as const;
export type Reason = (typeof reasons)[number];

/** The reasons among some words, each once. */
export const reasonsIn = (words: string[]): Reason[] => reasons.filter((reason) => words.includes(reason));

/** Whether somebody performs a service; one without names is performed by all. */
export const performs = (service: Service, staff: string) => service.staff.length === 0 || service.staff.includes(staff);
