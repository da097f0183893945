import { Button, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Debt, Explanation } from '../../api/types';
import { useFormat } from '../../ui/format';
import { Empty, LoadingNote, Section } from '../../ui/Page';
import { Problem } from '../../ui/Problem';
import { explanationQuery } from './api';
import { useCause } from './cause';
import { LotRow } from './LotRow';
import classes from './Explain.module.css';

/** Every point of the balance back to where it came from. */
export function ExplainTab({ id, version }: { id: string; version: number }) {
  const { t } = useTranslation('ledger');
  const explanation = useQuery(explanationQuery(id, version));
  if (explanation.data) return <Explained explanation={explanation.data} />;
  return (
    <Section>
      {explanation.isError ? (
        <Problem error={explanation.error} onRetry={() => void explanation.refetch()} />
      ) : (
        <>
          <LoadingNote />
          <Skeleton height={320} aria-label={t('explain.credits')} />
        </>
      )}
    </Section>
  );
}

// A long history is drawn in portions, so that opening the page stays quick.
const portion = 20;

function Explained({ explanation }: { explanation: Explanation }) {
  const { t } = useTranslation(['ledger', 'common']);
  const [shown, setShown] = useState(portion);
  const lots = explanation.lots;
  const debts = explanation.debts;
  if (lots.length === 0 && debts.length === 0) {
    return (
      <Section>
        <Empty title={t('explain.empty')}>{t('explain.emptyText')}</Empty>
      </Section>
    );
  }
  return (
    <Section flush>
      <Summary explanation={explanation} />
      <h2 className={classes.listHead}>{t('explain.credits')}</h2>
      <ul aria-label={t('explain.credits')}>
        {lots.slice(0, shown).map((lot, i) => (
          <LotRow key={lot.id} lot={lot} open={i === 0} />
        ))}
      </ul>
      {lots.length > shown && (
        <div className={classes.more}>
          <Button variant="default" onClick={() => setShown(shown + portion)}>
            {t('common:more')}
          </Button>
        </div>
      )}
      {explanation.truncated && lots.length <= shown && <p className={`${classes.more} muted`}>{t('explain.truncated')}</p>}
      {debts.length > 0 && (
        <>
          <h2 className={classes.listHead}>{t('explain.debts')}</h2>
          <ul aria-label={t('explain.debts')}>
            {debts.map((debt) => (
              <DebtRow key={debt.entryId} debt={debt} />
            ))}
          </ul>
        </>
      )}
    </Section>
  );
}

function Summary({ explanation }: { explanation: Explanation }) {
  const { t } = useTranslation(['ledger', 'common']);
  const f = useFormat();
  const points = (n: number) => t('common:points', { count: n, value: f.number(n) });
  const { available, debt, pending, balance } = explanation;
  return (
    <div className={classes.summary}>
      <p>
        {debt > 0
          ? t('explain.sum', { lots: points(available), debt: points(debt), balance: f.number(balance) })
          : t('explain.sumNoDebt', { lots: points(available), balance: f.number(balance) })}
        {pending > 0 && ` ${t('explain.sumPending', { pending: points(pending) })}`}
      </p>
      <p className="muted small">{t('explain.asOf', { when: f.dateTime(explanation.asOf) })}</p>
    </div>
  );
}

function DebtRow({ debt }: { debt: Debt }) {
  const { t } = useTranslation('ledger');
  const f = useFormat();
  const cause = useCause();
  return (
    <li className={classes.debt}>
      <span>
        {cause(debt.cause)} <span className="muted">· {f.date(debt.at)}</span>
      </span>
      <span className={classes.debtFigures}>
        <span className={`num ${classes.amount} bad`}>{f.signed(-debt.points)}</span>
        <span className="muted small num">
          {t('explain.repaid', { repaid: f.number(debt.repaid), points: f.number(debt.points) })}
        </span>
      </span>
    </li>
  );
}
