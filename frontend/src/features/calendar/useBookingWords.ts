import { useTranslation } from 'react-i18next';
import type { Appointment, Staff } from '../../api/appointments';
import type { Clock } from './useClock';

type Items = [Appointment, ...Appointment[]];

/** How a booking is called: on its block, and by a screen reader. */
export function useBookingWords({ clock, staff }: { clock: Clock; staff: Staff[] }) {
  const { t } = useTranslation('calendar');
  const who = (a: Appointment) => a.name || a.email || a.phone || t('nameless');
  const title = (items: Items) => (items.length === 1 ? who(items[0]) : t('session', { title: items[0].title, count: items.length }));
  const person = (id: string) => staff.find((s) => s.id === id)?.name || t('somebody');
  return {
    who,
    title,
    person,
    /** All that one sees, in one sentence. */
    label: (items: Items) => {
      const [a] = items;
      const parts = [
        clock.range(Date.parse(a.start), Date.parse(a.end)),
        title(items),
        items.length === 1 ? a.title : '',
        person(a.staff),
        t(`status.${a.status}`),
        items.some((i) => i.attention) ? t('attention.short') : '',
      ];
      return parts.filter(Boolean).join(', ');
    },
  };
}
