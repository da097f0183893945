import { Button, CopyButton, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Appointment } from '../../api/appointments';
import { Problem } from '../../ui/Problem';
import { useReplaceLink } from './api';
import classes from './Calendar.module.css';
import { useNow } from './useClock';

/** Replaces the link of a booking that fell into wrong hands. */
export function BookingLink({ item }: { item: Appointment }) {
  const { t } = useTranslation('calendar');
  const [asking, setAsking] = useState(false);
  const replace = useReplaceLink(item.id);
  const now = useNow();
  const toCome = (item.status === 'held' || item.status === 'confirmed') && Date.parse(item.start) > now;
  if (!toCome) return null;
  return (
    <>
      <div className={classes.buttons}>
        <Button variant="default" aria-expanded={asking} onClick={() => setAsking(!asking)}>
          {t('link.button')}
        </Button>
      </div>
      {asking && (
        <div className={classes.asking} role="group" aria-label={t('link.button')}>
          <p>{t('link.sure')}</p>
          <div className={classes.buttons}>
            <Button loading={replace.isPending} onClick={() => replace.mutate(item.version, { onSuccess: () => setAsking(false) })}>
              {t('link.now')}
            </Button>
            <Button variant="default" onClick={() => setAsking(false)}>
              {t('link.not')}
            </Button>
          </div>
        </div>
      )}
      {replace.isError && <Problem inline error={replace.error} />}
      {replace.data && (
        <div className={classes.note}>
          <TextInput label={t('link.label')} description={t('link.shown')} readOnly value={replace.data.link} onFocus={(event) => event.currentTarget.select()} />
          <CopyButton value={replace.data.link}>
            {({ copied, copy }) => (
              <Button variant="default" onClick={copy}>
                {t(copied ? 'link.copied' : 'link.copy')}
              </Button>
            )}
          </CopyButton>
        </div>
      )}
    </>
  );
}
