import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asApiError } from '../../api/errors';
import type { Messages } from '../../api/types';
import { useFormat } from '../../ui/format';
import { LeaveGuard } from '../../ui/LeaveGuard';
import { Section } from '../../ui/Page';
import { Problem } from '../../ui/Problem';
import { Toggle } from '../../ui/Toggle';
import { Ahead, outside } from './Ahead';
import { reminderDaysMax, reminderHoursMax, useSaveMessages } from './api';
import classes from './Messages.module.css';

/** The switches. Whoever mounts it anew for another version begins from that. */
export function Choice({ messages, onReload }: { messages: Messages; onReload: () => void }) {
  const { t } = useTranslation('messages');
  const f = useFormat();
  const [off, setOff] = useState(messages.messages.filter((m) => !m.on).map((m) => m.name));
  const [days, setDays] = useState<number | string>(messages.reminderDays);
  const [hours, setHours] = useState<number | string>(messages.reminderHours);
  const save = useSaveMessages();
  const dirty =
    days !== messages.reminderDays || hours !== messages.reminderHours || messages.messages.some((m) => m.on === off.includes(m.name));
  const faulty = outside(days, reminderDaysMax) || outside(hours, reminderHoursMax);
  const submit = () =>
    !faulty &&
    save.mutate(
      { baseVersion: messages.version, reminderDays: Number(days), reminderHours: Number(hours), off },
      { onSuccess: () => notifications.show({ message: t('saved') }) },
    );
  const conflict = save.isError && asApiError(save.error).code === 'conflict';
  return (
    <Section title={t('choice.title')} intro={t('choice.intro')}>
      <div className={classes.list}>
        {messages.messages.map((m) => (
          <Toggle
            key={m.name}
            label={f.text(m.title)}
            description={f.text(m.about)}
            checked={!off.includes(m.name)}
            onChange={(e) => setOff(e.currentTarget.checked ? off.filter((name) => name !== m.name) : [...off, m.name])}
          />
        ))}
        <Ahead name="days" most={reminderDaysMax} value={days} onChange={setDays} />
        <Ahead name="hours" most={reminderHoursMax} value={hours} onChange={setHours} />
      </div>
      {save.isError && <Problem inline error={save.error} onRetry={conflict ? onReload : undefined} />}
      <div className={classes.foot}>
        <Button onClick={submit} loading={save.isPending} disabled={faulty}>
          {t('choice.save')}
        </Button>
      </div>
      <LeaveGuard active={dirty && !save.isPending && !save.isSuccess} />
    </Section>
  );
}
