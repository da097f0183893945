import { useQuery } from '@tanstack/react-query';
import type { Appointment, Judgement, Wish } from '../../api/appointments';
import { judgementQuery } from './api';
import { lengthOf } from './layout';

/** What is asked about a booking that would be moved. */
export function wishOf(a: Appointment, staff: string, minutes?: number): Wish {
  return {
    service: a.service,
    variant: a.variant,
    addOns: a.addOns.length > 0 ? a.addOns.join(',') : undefined,
    staff: staff || undefined,
    party: a.seats,
    moves: a.id,
    minutes: minutes !== undefined && minutes * 60_000 !== lengthOf(a) ? minutes : undefined,
  };
}

/** Whether a time is free: for one member of the staff, or for anybody. */
export function useVerdict(wish: Wish, start: string, staff: string) {
  const query = useQuery(judgementQuery(wish, start));
  const items = query.data?.items ?? [];
  const known: Judgement | undefined = staff ? items.find((j) => j.staff === staff) : (items.find((j) => j.free) ?? items[0]);
  return { query, items, known };
}
