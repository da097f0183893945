import type { Appointment, Service, Staff } from '../../api/appointments';
import { addDays } from './dates';
import type { Span } from './shifts';
import type { Clock } from './useClock';

export const pxPerMinute = 0.9;
/** Bookings are put and dropped at every so many minutes. */
export const snapMinutes = 15;

/** One column of the calendar: a day, or a day of one member of the staff. */
export interface Column {
  key: string;
  date: string;
  title: string;
  /** How the column is called by who cannot see where it stands. */
  label: string;
  staff?: Staff;
  items: Appointment[];
  /** When somebody works; nothing where it is not known. */
  open?: Span[];
}

export interface GridProps {
  columns: Column[];
  clock: Clock;
  now: number;
  staff: Staff[];
  services: Service[];
  onOpen: (items: [Appointment, ...Appointment[]]) => void;
  onAdd: (start: number, staff: string) => void;
  onMove: (item: Appointment, start: number, staff: string) => void;
  onResize: (item: Appointment, end: number) => void;
  onPage: (by: 1 | -1) => void;
}

/** How many a booking can share its time with; 1 for nobody else. */
export const capacityOf = ({ services }: Pick<GridProps, 'services'>, a: Appointment) => services.find((s) => s.id === a.service)?.capacity ?? 1;

/** A span that is the whole of a date. */
export const wholeDay = (clock: Clock, date: string): Span => ({ start: clock.zone.startOf(date), end: clock.zone.startOf(addDays(date, 1)) });
