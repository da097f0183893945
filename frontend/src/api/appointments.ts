import type { Client } from 'openapi-fetch';
import { client } from './client';

/** How far a booking has come. */
export const statuses = ['held', 'confirmed', 'completed', 'no_show', 'cancelled'] as const;
export type Status = (typeof statuses)[number];

/** Why a time is not free, in the order in which merchants should read it. */
export const reasons = [
  'not_performed', 'party_too_large', 'too_soon', 'too_far', 'closed_date', 'outside_hours', 'time_off', 'service_day_full',
  'staff_day_full', 'staff_busy', 'calendar_busy', 'session_full', 'no_unit_free', 'off_grid',
] as const;
export type Reason = (typeof reasons)[number];

export interface Change {
  at: string;
  actor: string;
  what: string;
  from?: string;
  to?: string;
  staff?: string;
}

export interface Answer {
  label: string;
  value: string;
}

/** One promise of a policy: so much goes back until so many hours before. */
export interface Step {
  hoursBefore: number;
  percent: number;
}

/** A booking. Instants are RFC 3339, money is in minor units of its currency. */
export interface Appointment {
  id: string;
  version: number;
  title: string;
  service: string;
  variant: string;
  addOns: string[];
  staff: string;
  start: string;
  end: string;
  status: Status;
  expiresAt?: string;
  seats: number;
  bufferBeforeMinutes: number;
  bufferAfterMinutes: number;
  contact?: string;
  name: string;
  email: string;
  phone: string;
  note: string;
  priceMinor: number;
  dueMinor: number;
  paidMinor: number;
  refundedMinor: number;
  refundDueMinor: number;
  currency: string;
  payment: { how: 'free' | 'on_site' | 'checkout' };
  order?: string;
  source: 'storefront' | 'panel' | 'walk_in' | 'waitlist';
  attention?: '' | 'paid_too_late' | 'paid_twice' | 'paid_otherwise' | 'refund_due';
  answers?: Answer[];
  policy: Step[];
  createdAt: string;
  actualStart?: string;
  actualEnd?: string;
  history?: Change[];
}

export interface AppointmentPage {
  items: Appointment[];
  /** Whether the period has more than one answer holds. */
  more: boolean;
  zone: string;
}

export interface Variant {
  id: string;
  title: string;
  durationMinutes: number;
  priceMinor: number;
}

export interface AddOn {
  id: string;
  title: string;
  minutes: number;
  priceMinor: number;
}

export interface Service {
  id: string;
  enabled: boolean;
  title: string;
  variants: Variant[];
  addOns: AddOn[];
  partyMax: number;
  staff: string[];
}

export interface Window {
  from: string;
  to: string;
}

export type Weekly = Partial<Record<'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday', Window[]>>;

export interface Staff {
  id: string;
  enabled: boolean;
  name: string;
  colour: string;
  /** IANA name; empty for the shop's own. */
  zone: string;
  weekly: Weekly;
  seasons: { first: string; last: string; weekly: Weekly }[];
  overrides: { date: string; windows: Window[] }[];
  timeOff: Window[];
}

export interface ClosedDates {
  closed: { date: string; name: string }[];
}

export interface FreeTime {
  start: string;
  seats: number;
  staff: string[];
}

export interface FreeTimes {
  /** The first date with times within the horizon, where the range has none. */
  next: string;
  days: { date: string; times: FreeTime[] }[];
}

export interface Judgement {
  staff: string;
  free: boolean;
  reasons: Reason[];
  seats: number;
}

/** What is to be booked; the same words ask for free times and for a judgement. */
export interface Wish {
  service: string;
  variant: string;
  /** Ids separated by commas. */
  addOns?: string;
  staff?: string;
  party?: number;
  /** A booking that would be moved, and so is not in its own way. */
  moves?: string;
}

export interface NewAppointment {
  key: string;
  service: string;
  variant: string;
  addOns: string[];
  staff: string;
  party: number;
  start: string;
  contact?: string;
  name?: string;
  email?: string;
  phone?: string;
  note?: string;
  walkIn?: boolean;
}

export interface StatusChange {
  base: number;
  to: Exclude<Status, 'held'>;
  actualStart?: string;
  actualEnd?: string;
}

type Json<T> = { 200: { content: { 'application/json': T } } };
interface Get<Query, Answer> {
  get: { parameters: { query?: Query }; responses: Json<Answer> };
}
interface Put<Body> {
  put: { parameters: { path: { id: string } }; requestBody: { content: { 'application/json': Body } }; responses: Json<Appointment> };
}

/** What a list of bookings is asked for: days of the shop, and ids. */
export interface AppointmentQuery {
  from: string;
  to: string;
  staff?: string;
  service?: string;
  status?: Status;
}

interface Paths {
  '/api/admin/appointments': Get<AppointmentQuery, AppointmentPage> & {
    post: { requestBody: { content: { 'application/json': NewAppointment } }; responses: Json<Appointment> };
  };
  '/api/admin/appointments/{id}': { get: { parameters: { path: { id: string } }; responses: Json<Appointment> } };
  '/api/admin/appointments/times': Get<Wish & { from: string; to: string }, FreeTimes>;
  '/api/admin/appointments/judgement': Get<Wish & { start: string }, { items: Judgement[] }>;
  '/api/admin/appointments/{id}/time': Put<{ base: number; start: string; staff?: string }>;
  '/api/admin/appointments/{id}/status': Put<StatusChange>;
  '/api/admin/appointments/{id}/note': Put<{ base: number; note: string }>;
  '/api/admin/services': Get<Record<string, never>, { items: Service[] }>;
  '/api/admin/staff': Get<Record<string, never>, { items: Staff[] }>;
  '/api/admin/booking-calendar': Get<Record<string, never>, ClosedDates>;
}

/** The client, with the part of the description that is about bookings. */
export const bookings = client as unknown as Client<Paths>;
