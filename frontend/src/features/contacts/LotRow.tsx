import { IconChevronDown } from '@tabler/icons-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Lot } from '../../api/types';
import { useFormat } from '../../ui/format';
import { Tag } from '../../ui/Tag';
import { Removals, WhyBlock } from './WhyBlock';
import classes from './Explain.module.css';

const tones = { pending: 'warn', open: 'good', frozen: 'warn', used: 'plain' } as const;

/** One credit: what it was for, what is left of it, and on demand how it came about. */
export function LotRow({ lot, open: openAtFirst }: { lot: Lot; open: boolean }) {
  const { t } = useTranslation('ledger');
  const f = useFormat();
  const [open, setOpen] = useState(openAtFirst);
  const body = useId();
  const title = lot.order ? t('explain.orderName', { name: lot.order.name }) : lot.name || t(`explain.${lot.source}`);
  return (
    <li className={classes.lot}>
      <button type="button" className={classes.lotHead} aria-expanded={open} aria-controls={body} onClick={() => setOpen(!open)}>
        <IconChevronDown size={16} stroke={1.8} aria-hidden className={open ? classes.chevronOpen : classes.chevron} />
        <span className={classes.lotTitle}>
          <span className={classes.lotName}>{title}</span>
          <span className="muted">
            {f.date(lot.earnedAt)}
            {lot.moved && ` · ${t('explain.moved')}`}
          </span>
        </span>
        <span className={classes.lotFigures}>
          <span className={`num ${classes.amount}`}>{f.signed(lot.amount)}</span>
          <span className="muted small num">
            {t('explain.left', { remaining: f.number(lot.remaining), amount: f.number(lot.amount) })}
          </span>
        </span>
        <span className={classes.lotState}>
          <Tag tone={tones[lot.state]}>{t(`explain.state.${lot.state}`)}</Tag>
        </span>
      </button>
      {open && (
        <div id={body} className={classes.lotBody}>
          <WhyBlock why={lot.why} />
          <Dates lot={lot} />
          <Removals removals={lot.removals} />
        </div>
      )}
    </li>
  );
}

function Dates({ lot }: { lot: Lot }) {
  const { t } = useTranslation('ledger');
  const f = useFormat();
  const dates = [
    [t('explain.earned'), lot.earnedAt],
    [t('explain.matures'), lot.maturesAt],
    [t('explain.expires'), lot.expiresAt],
  ] as const;
  return (
    <dl className={classes.dates}>
      {dates.map(
        ([name, at]) =>
          at && (
            <div key={name}>
              <dt>{name}</dt>
              <dd className="num">{f.dateTime(at)}</dd>
            </div>
          ),
      )}
    </dl>
  );
}
