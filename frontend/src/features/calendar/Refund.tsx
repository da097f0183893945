import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Appointment } from '../../api/appointments';
import { allowed } from '../../api/scopes';
import { useFormat } from '../../ui/format';
import { Note } from '../../ui/Note';
import { Problem } from '../../ui/Problem';
import { useRefund } from './api';
import classes from './Calendar.module.css';

/** What goes back of a payment, once it was asked for: how far that is. */
export function Refund({ item }: { item: Appointment }) {
  const { t } = useTranslation('calendar');
  const f = useFormat();
  const { refund } = item;
  const money = (minor: number) => f.money({ minor, currency: item.currency });
  if (!refund) return null;
  const amount = money(refund.minor);
  if (refund.needsPerson) {
    return (
      <Note tone="warn">
        <p>{t('refund.stuck', { amount, problem: refund.problem })}</p>
        <div className={classes.inNote}>
          <Press item={item} label={t('refund.again')} />
        </div>
      </Note>
    );
  }
  return <Note tone="info">{refund.problem ? t('refund.tried', { amount, problem: refund.problem }) : t('refund.asked', { amount })}</Note>;
}

/** The button that pays back what is due; it asks once more before. */
export function AskToRefund({ item, amount }: { item: Appointment; amount: string }) {
  const { t } = useTranslation('calendar');
  const [asking, setAsking] = useState(false);
  return (
    <div className={classes.inNote}>
      <Button variant="default" aria-expanded={asking} onClick={() => setAsking(!asking)}>
        {t('refund.button', { amount })}
      </Button>
      {asking && (
        <div className={classes.asking} role="group" aria-label={t('refund.button', { amount })}>
          <p>{t('refund.sure', { amount })}</p>
          <Press item={item} label={t('refund.now', { amount })} onKeep={() => setAsking(false)} />
        </div>
      )}
    </div>
  );
}

/** The button itself. The store is asked for its permission first. */
function Press({ item, label, onKeep }: { item: Appointment; label: string; onKeep?: () => void }) {
  const { t } = useTranslation('calendar');
  const [declined, setDeclined] = useState(false);
  const pay = useRefund(item.id);
  const press = async () => {
    const may = await allowed('write_orders');
    setDeclined(!may);
    if (may) pay.mutate({ base: item.version, minor: item.refundDueMinor });
  };
  return (
    <>
      <div className={classes.buttons}>
        <Button loading={pay.isPending} onClick={() => void press()}>
          {label}
        </Button>
        {onKeep && (
          <Button variant="default" onClick={onKeep}>
            {t('refund.not')}
          </Button>
        )}
      </div>
      {declined && (
        <p role="alert" className="bad">
          {t('refund.declined')}
        </p>
      )}
      {pay.isError && <Problem inline error={pay.error} />}
    </>
  );
}
