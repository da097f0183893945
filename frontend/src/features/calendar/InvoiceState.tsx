import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Appointment } from '../../api/appointments';
import { allowed } from '../../api/scopes';
import { Note } from '../../ui/Note';
import { Problem } from '../../ui/Problem';
import { useRetryInvoice } from './api';
import classes from './Calendar.module.css';

/** How far the invoice of a booking is that waits for its payment. */
export function InvoiceState({ item }: { item: Appointment }) {
  const { t } = useTranslation('calendar');
  const retry = useRetryInvoice(item.id);
  const { invoice } = item;
  const [declined, setDeclined] = useState(false);
  const again = async () => {
    const may = await allowed('write_draft_orders');
    setDeclined(!may);
    if (may) retry.mutate(item.version);
  };
  if (invoice?.needsPerson) {
    return (
      <Note tone="warn">
        <p>{t('invoice.stuck', { problem: invoice.problem })}</p>
        <div className={classes.inNote}>
          <Button loading={retry.isPending} onClick={() => void again()}>
            {t('invoice.again')}
          </Button>
          {declined && <p className="bad">{t('invoice.declined')}</p>}
          {retry.isError && <Problem inline error={retry.error} />}
        </div>
      </Note>
    );
  }
  if (!invoice || item.status !== 'held') return null;
  if (invoice.problem) return <Note tone="info">{t('invoice.tried', { problem: invoice.problem })}</Note>;
  return <Note tone="info">{invoice.sentAt ? t('invoice.sent', { name: invoice.name }) : t('invoice.waiting')}</Note>;
}
