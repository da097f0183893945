import { useTranslation } from 'react-i18next';
import type { Removal, Why } from '../../api/types';
import { Facts } from '../../ui/Facts';
import { useFormat } from '../../ui/format';
import { useStaff } from '../../ui/useStaff';
import { useCause, useReason } from './cause';
import classes from './Explain.module.css';

/** How a number of points came about: the amounts that counted, the rules with
 * their calculation, and the one rounding at the end. */
export function WhyBlock({ why }: { why: Why }) {
  const { t } = useTranslation('ledger');
  const f = useFormat();
  const rules = why.rules;
  return (
    <>
      <ByHand why={why} />
      {why.notCounted && <p>{t(`explain.nothing.${why.notCounted}`)}</p>}
      <Place why={why} />
      <LinesTable why={why} />
      {rules.length > 0 && (
        <div className={classes.block}>
          <table className={classes.calc}>
            <caption className={classes.caption}>
              {t('explain.rule')}
              {why.programmeVersion !== undefined && (
                <span className="muted"> · {t('explain.version', { version: f.number(why.programmeVersion) })}</span>
              )}
            </caption>
            <thead className="visually-hidden">
              <tr>
                <th scope="col">{t('explain.rule')}</th>
                <th scope="col">{t('explain.formula')}</th>
                <th scope="col">{t('explain.points')}</th>
              </tr>
            </thead>
            <tbody>
              {rules.map((rule, i) => (
                <tr key={i}>
                  <th scope="row">{f.text(rule.title)}</th>
                  <td className={`${classes.formula} num`}>
                    {rule.reason ? t(`explain.skipped.${rule.reason}`) : rule.formula}
                    {rule.picks?.map((pick) => (
                      <div key={pick.line} className="muted small">
                        {t(`explain.picked.${pick.by}`, { title: pick.title, name: pick.name })}
                      </div>
                    ))}
                  </td>
                  <td className="num">{rule.points}</td>
                </tr>
              ))}
            </tbody>
            <tfoot>
              <tr>
                <th scope="row">{t('explain.total')}</th>
                <td className="muted">
                  {why.raw && !why.cut && why.raw !== String(why.target) && t('explain.rounded', { raw: why.raw, target: f.number(why.target) })}
                </td>
                <td className="num">{f.number(why.target)}</td>
              </tr>
            </tfoot>
          </table>
          {why.waiting !== undefined && <p className="muted">{t('explain.waiting', { count: why.waiting })}</p>}
          {why.cut !== undefined && <p className="muted">{t('explain.cut', { points: f.number(why.cut) })}</p>}
        </div>
      )}
    </>
  );
}

function ByHand({ why }: { why: Why }) {
  const { t } = useTranslation('ledger');
  const reason = useReason();
  const staff = useStaff();
  const rows = [
    [t('explain.by'), why.actor && staff(why.actor)],
    [t('explain.reason'), why.reason && reason(why.reason)],
    [t('explain.note'), why.note],
  ].filter((row): row is [string, string] => Boolean(row[1]));
  if (rows.length === 0) return null;
  return (
    <div className={classes.block}>
      <Facts rows={rows} />
    </div>
  );
}

/** Which of the contact's orders it was counted as, and what the level did. */
function Place({ why }: { why: Why }) {
  const { t } = useTranslation('ledger');
  const f = useFormat();
  if (!why.counts || why.lines.length === 0) return null;
  const later = why.number ? t('explain.place.nth', { number: f.number(why.number) }) : t('explain.place.later');
  const rows: [string, string][] = [[t('explain.place.label'), why.first ? t('explain.place.first') : later]];
  if (why.multiplier) rows.push([t('explain.multiplier'), `×${why.multiplier}`]);
  return (
    <div className={classes.block}>
      <Facts rows={rows} />
    </div>
  );
}

function LinesTable({ why }: { why: Why }) {
  const { t } = useTranslation('ledger');
  const f = useFormat();
  const lines = why.lines;
  if (lines.length === 0) return null;
  return (
    <div className={classes.block}>
      <table className={classes.calc}>
        <caption className={classes.caption}>{t('explain.lines')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('explain.line')}</th>
            <th scope="col">{t('explain.quantity')}</th>
            <th scope="col">{t('explain.eligible')}</th>
            <th scope="col">{t('explain.removed')}</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.id} className={line.counted ? undefined : classes.off}>
              <th scope="row">
                {line.title || t(`lineKind.${line.kind}`)}
                {!line.counted && <span className="muted"> · {t('explain.notCounted')}</span>}
              </th>
              <td className="num">{f.number(line.quantity)}</td>
              <td className="num">{f.money(line.eligible)}</td>
              <td className="num">{line.removed.minor === 0 ? '–' : f.money({ ...line.removed, minor: -line.removed.minor })}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** What a credit has lost since, each with its cause. */
export function Removals({ removals }: { removals: Removal[] }) {
  const { t } = useTranslation('ledger');
  const f = useFormat();
  const cause = useCause();
  return (
    <div className={classes.block}>
      <p className={classes.caption}>{t('explain.removals')}</p>
      {removals.length === 0 && <p className="muted">{t('explain.noRemovals')}</p>}
      <ul>
        {removals.map((r, i) => (
          <li key={`${r.entryId}-${i}`} className={classes.removal}>
            <span>
              {cause(r.cause)} <span className="muted">· {f.date(r.at)}</span>
            </span>
            <span className={r.points < 0 ? 'num' : 'num bad'}>{f.signed(-r.points)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
