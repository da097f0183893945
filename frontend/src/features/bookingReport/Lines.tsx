import { useTranslation } from 'react-i18next';
import type { BookingReport } from '../../api/types';
import { useFormat } from '../../ui/format';
import { Empty, Section } from '../../ui/Page';
import table from '../../ui/Table.module.css';
import classes from './BookingReport.module.css';

type Line = NonNullable<BookingReport['staff']>[number];

/** One row for each member of the staff, or for each service. */
export function Lines({ of, lines, currency }: { of: 'staff' | 'services'; lines: Line[]; currency: string }) {
  const { t } = useTranslation('bookingReport');
  const f = useFormat();
  const used = of === 'staff';
  const share = (part: number, whole: number) => (whole > 0 ? f.percent(part / whole) : '–');
  return (
    <Section title={t(`${of}.title`)} flush>
      {lines.length === 0 ? (
        <Empty title={t(`${of}.empty`)} />
      ) : (
        <div className={table.scroll} role="group" aria-label={t(`${of}.title`)} tabIndex={0}>
          <table className={`${table.table} ${classes.lines}`}>
            <thead>
              <tr>
                <th scope="col">{t(`${of}.name`)}</th>
                <th scope="col">{t('booked')}</th>
                <th scope="col">{t('completed')}</th>
                <th scope="col">{t('noShows')}</th>
                <th scope="col">{t('cancelled')}</th>
                {used && <th scope="col">{t('used')}</th>}
                <th scope="col">{t('revenue')}</th>
              </tr>
            </thead>
            <tbody>
              {lines.map((l) => (
                <tr key={l.id}>
                  <th scope="row">{l.name || t('gone')}</th>
                  <td className="num">{f.number(l.booked)}</td>
                  <td className="num">{f.number(l.completed)}</td>
                  <td className="num">{f.number(l.noShows)}</td>
                  <td className="num">{f.number(l.cancelled)}</td>
                  {used && <td className="num">{share(l.minutes, l.openMinutes)}</td>}
                  <td className="num">{f.money({ minor: l.revenueMinor, currency })}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Section>
  );
}
