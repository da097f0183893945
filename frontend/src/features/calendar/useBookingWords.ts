import { useTranslation } from 'react-i18next';
import type { Appointment, Staff } from '../../api/appointments';

type Items = [Appointment, ...Appointment[]];

/** How a booking is called: on its block, and by a screen reader. */
export function useBookingWords({ staff }: { staff: Staff[] }) {
  const { t } = useTranslation('calendar');
  const who = (a: Appointment) => a.name || a.email || a.phone || t('nameless');
  const title = (items: Items) => (items.length === 1 ? who(items[0]) : t('session', { title: items[0].title, count: items.length }));
  const person = (id: string) => staff.find((s) => s.id === id)?.name || t('somebody');
  return {
    who,
    title,
    person,
    /** What colours and places say, for who cannot see them. */
    rest: (items: Items) => {
      const [a] = items;
      return [person(a.staff), t(`status.${a.status}`), items.some((i) => i.attention) && t('attention.short')].filter(Boolean).join(', ');
    },
  };
}
