import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { type Redemption, useDecide } from '../api/redemptions';
import { useFormat } from './format';
import { Problem } from './Problem';
import { Tag, type Tone } from './Tag';
import stack from './Stack.module.css';
import table from './Table.module.css';

const tones: Record<Redemption['state'], Tone> = { preparing: 'plain', ready: 'warn', used: 'good', returned: 'quiet', failed: 'bad' };

interface ListProps {
  items: Redemption[];
  /** Whether each row says whose it is. */
  named?: boolean;
}

/** Redemptions with what came of each, and what staff can do about it. */
export function RedemptionList({ items, named = false }: ListProps) {
  const { t } = useTranslation('rewards');
  const decide = useDecide();
  return (
    <>
      {decide.isError && <Problem inline error={decide.error} />}
      <table className={`${table.table} ${stack.stack}`}>
        <thead>
          <tr>
            <th scope="col">{t('redemptions.column.when')}</th>
            {named && <th scope="col">{t('redemptions.column.contact')}</th>}
            <th scope="col">{t('redemptions.column.reward')}</th>
            <th scope="col">{t('redemptions.column.points')}</th>
            <th scope="col">{t('redemptions.column.state')}</th>
            <th scope="col">
              <span className="visually-hidden">{t('column.actions')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {items.map((r) => (
            <Row key={r.id} redemption={r} named={named} decide={decide} />
          ))}
        </tbody>
      </table>
    </>
  );
}

function Row({ redemption: r, named, decide }: { redemption: Redemption; named: boolean; decide: ReturnType<typeof useDecide> }) {
  const { t } = useTranslation('rewards');
  const f = useFormat();
  return (
    <tr>
      <td>{f.dateTime(r.madeAt)}</td>
      {named && (
        <td className={stack.wide}>
          <Link to={`/contacts/${encodeURIComponent(r.contactId)}`}>{r.contact ?? t('redemptions.nameless')}</Link>
        </td>
      )}
      <td className={stack.wide}>
        {f.text(r.reward)}
        {r.code && <div className="muted small">{r.code}</div>}
        {r.order && <div className="muted small">{t('redemptions.order', { order: r.order.name })}</div>}
      </td>
      <td className="num" data-label={t('redemptions.column.points')}>
        {f.number(r.points)}
        {r.returned > 0 && <div className="muted small">{t('redemptions.returned', { value: f.number(r.returned) })}</div>}
      </td>
      <td>
        <Tag tone={r.needsPerson ? 'bad' : tones[r.state]}>{t(`redemptions.state.${r.state}`)}</Tag>
        {r.flag && <div className="small">{t(`redemptions.flag.${r.flag}`)}</div>}
        {r.problem && <div className="small">{r.problem}</div>}
        <Ending redemption={r} />
      </td>
      <td>
        <span className={stack.buttons}>
          {r.needsPerson && (
            <Button variant="default" loading={decide.isPending} onClick={() => decide.mutate({ id: r.id, wish: 'retry' })}>
              {t('redemptions.retry')}
            </Button>
          )}
          {(r.state === 'ready' || r.state === 'preparing') && (
            <Button variant="default" loading={decide.isPending} onClick={() => decide.mutate({ id: r.id, wish: 'return' })}>
              {t('redemptions.giveBack')}
            </Button>
          )}
        </span>
      </td>
    </tr>
  );
}

/** When it came to its end, or will unless somebody uses it. */
function Ending({ redemption: r }: { redemption: Redemption }) {
  const { t } = useTranslation('rewards');
  const f = useFormat();
  if (r.endedAt) return <div className="muted small">{f.dateTime(r.endedAt)}</div>;
  if (!r.lapsesAt) return null;
  return <div className="muted small">{t('redemptions.until', { when: f.dateTime(r.lapsesAt) })}</div>;
}
