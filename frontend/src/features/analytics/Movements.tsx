import { useTranslation } from 'react-i18next';
import type { Analytics } from '../../api/types';
import { useFormat } from '../../ui/format';
import { Section } from '../../ui/Page';
import table from '../../ui/Table.module.css';
import classes from './Analytics.module.css';

type Row = Analytics['period'];

/** What raises and lowers what is owed, in the order of the roll-forward. */
const movements = [
  ['earned', 1],
  ['reversed', -1],
  ['expired', -1],
  ['redeemed', -1],
  ['returned', 1],
  ['adjusted', 1],
  ['forgiven', 1],
  ['erased', -1],
] as const;

const change = (row: Row, id: (typeof movements)[number][0], sign: number) => {
  const n = row[id] * sign;
  return n === 0 ? 0 : n;
};

/** How one balance became the other, once for the period and once for each day. */
export function Movements({ report }: { report: Analytics }) {
  const { t } = useTranslation('analytics');
  const f = useFormat();
  const { period } = report;
  const most = Math.max(1, ...movements.map(([id]) => Math.abs(period[id])));
  const moved = (report.days ?? []).filter((d) => movements.some(([id]) => d[id] !== 0));
  return (
    <Section title={t('movements.title')} intro={t('movements.intro', { from: f.day(report.from), to: f.day(report.to) })}>
      <table className={classes.movements}>
        <thead className="visually-hidden">
          <tr>
            <th scope="col">{t('movements.what')}</th>
            <th scope="col">{t('movements.points')}</th>
          </tr>
        </thead>
        <tbody>
          <tr className={classes.balance}>
            <th scope="row">{t('movements.opening')}</th>
            <td className="num">{f.number(period.opening)}</td>
            <td aria-hidden />
          </tr>
          {movements.map(([id, sign]) => (
            <tr key={id}>
              <th scope="row">
                {t(`movements.${id}.name`)}
                <span className={classes.hint}>{t(`movements.${id}.text`)}</span>
              </th>
              <td className="num">{f.signed(change(period, id, sign))}</td>
              <td aria-hidden className={classes.barCell}>
                <span
                  className={change(period, id, sign) < 0 ? classes.barDown : classes.barUp}
                  style={{ width: `${(Math.abs(period[id]) / most) * 100}%` }}
                />
              </td>
            </tr>
          ))}
          <tr className={classes.balance}>
            <th scope="row">{t('movements.closing')}</th>
            <td className="num">{f.number(period.closing)}</td>
            <td aria-hidden />
          </tr>
        </tbody>
      </table>
      {moved.length > 0 && (
        <details className={classes.details}>
          <summary>{t('movements.days', { count: moved.length, value: f.number(moved.length) })}</summary>
          <div className={table.scroll} role="group" aria-label={t('movements.title')} tabIndex={0}>
            <table className={`${table.table} ${classes.days}`}>
              <thead>
                <tr>
                  <th scope="col">{t('movements.day')}</th>
                  <th scope="col">{t('movements.opening')}</th>
                  {movements.map(([id]) => (
                    <th key={id} scope="col">
                      {t(`movements.${id}.name`)}
                    </th>
                  ))}
                  <th scope="col">{t('movements.closing')}</th>
                </tr>
              </thead>
              <tbody>
                {moved.map((d) => (
                  <tr key={d.day}>
                    <th scope="row">{f.day(d.day)}</th>
                    <td className="num">{f.number(d.opening)}</td>
                    {movements.map(([id, sign]) => (
                      <td key={id} className="num">
                        {f.signed(change(d, id, sign))}
                      </td>
                    ))}
                    <td className="num">{f.number(d.closing)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </details>
      )}
    </Section>
  );
}
