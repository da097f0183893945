import { Button, NumberInput } from '@mantine/core';
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
import { reminderDaysMax, useSaveMessages } from './api';
import classes from './Messages.module.css';

/** The switches. Whoever mounts it anew for another version begins from that. */
export function Choice({ messages, onReload }: { messages: Messages; onReload: () => void }) {
  const { t } = useTranslation('messages');
  const f = useFormat();
  const [off, setOff] = useState(messages.messages.filter((m) => !m.on).map((m) => m.name));
  const [days, setDays] = useState<number | string>(messages.reminderDays);
  const save = useSaveMessages();
  const dirty = days !== messages.reminderDays || messages.messages.some((m) => m.on === off.includes(m.name));
  const faulty = typeof days !== 'number' || !Number.isInteger(days) || days < 0 || days > reminderDaysMax;
  const submit = () =>
    !faulty &&
    save.mutate(
      { baseVersion: messages.version, reminderDays: days, off },
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
        <NumberInput
          classNames={{ input: classes.days }}
          label={t('choice.days')}
          description={t('choice.daysHelp', { max: reminderDaysMax })}
          error={faulty && t('choice.daysFault', { max: reminderDaysMax })}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          allowDecimal={false}
          allowNegative={false}
          clampBehavior="none"
          hideControls
          value={days}
          onChange={setDays}
        />
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
