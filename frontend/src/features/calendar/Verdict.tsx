import { IconCheck, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { type Judgement, reasonsIn, type Staff, type Wish } from '../../api/appointments';
import { Problem } from '../../ui/Problem';
import { useVerdict } from './useVerdict';
import classes from './Calendar.module.css';

interface VerdictProps {
  wish: Wish;
  /** RFC 3339; empty while nothing is chosen. */
  start: string;
  staff: Staff[];
}

/** Says whether a time is free and, for each person who was asked about, why not. */
export function Verdict({ wish, start, staff }: VerdictProps) {
  const { t } = useTranslation('calendar');
  const { query, items } = useVerdict(wish, start, wish.staff ?? '');
  if (!start) return null;
  return (
    <div className={classes.verdict} role="status" aria-busy={query.isFetching}>
      {query.isPending && <p className="muted">{t('verdict.checking')}</p>}
      {query.isError && <Problem inline error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && items.length === 0 && <p>{t('verdict.nobody')}</p>}
      <ul className={classes.verdicts}>
        {items.map((judgement) => (
          <Line key={judgement.staff} judgement={judgement} name={staff.find((s) => s.id === judgement.staff)?.name ?? t('somebody')} />
        ))}
      </ul>
    </div>
  );
}

function Line({ judgement, name }: { judgement: Judgement; name: string }) {
  const { t } = useTranslation('calendar');
  return (
    <li data-free={judgement.free || undefined}>
      {judgement.free ? <IconCheck size={15} aria-hidden /> : <IconX size={15} aria-hidden />}
      <div>
        <strong>{name}</strong> {judgement.free ? t('verdict.free') : t('verdict.notFree')}
        {!judgement.free && (
          <ul className={classes.reasons}>
            {reasonsIn(judgement.reasons).map((reason) => (
              <li key={reason}>{t(`reason.${reason}`)}</li>
            ))}
          </ul>
        )}
      </div>
    </li>
  );
}
