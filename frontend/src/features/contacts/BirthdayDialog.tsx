import { Button, Modal, NumberInput, Select } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { asApiError, formErrors } from '../../api/errors';
import type { ContactEvents } from '../../api/types';
import { useFormat } from '../../ui/format';
import { Problem } from '../../ui/Problem';
import { useBirthday } from './api';
import classes from './Contact.module.css';

interface DialogProps {
  id: string;
  birthday: ContactEvents['birthday'];
  onClose: () => void;
}

/** Enters a contact's birthday, changes it, or forgets it. */
export function BirthdayDialog({ opened, onClose, ...props }: DialogProps & { opened: boolean }) {
  const { t } = useTranslation(['contacts', 'common']);
  return (
    <Modal opened={opened} onClose={onClose} title={t('birthday.title')} closeButtonProps={{ 'aria-label': t('common:close') }}>
      <BirthdayForm {...props} onClose={onClose} />
    </Modal>
  );
}

const months = Array.from({ length: 12 }, (_, i) => i + 1);

function BirthdayForm({ id, birthday, onClose }: DialogProps) {
  const { t } = useTranslation(['contacts', 'common']);
  const f = useFormat();
  const save = useBirthday(id);
  const form = useForm<{ month: string; day: number | string }>({
    initialValues: { month: String(birthday?.month ?? 1), day: birthday?.day ?? '' },
    validate: {
      day: (value) => (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 31 ? null : t('birthday.dayRange')),
    },
  });
  const send = (month: number, day: number) =>
    save.mutate({ month, day }, { onSuccess: onClose, onError: (error) => form.setErrors(formErrors(asApiError(error))) });
  return (
    <form onSubmit={form.onSubmit((values) => send(Number(values.month), Number(values.day)))} noValidate className={classes.form}>
      <p className="muted">{t('birthday.text')}</p>
      <div className={classes.amountRow}>
        <Select
          className={classes.grow}
          label={t('birthday.month')}
          allowDeselect={false}
          data={months.map((month) => ({ value: String(month), label: f.monthName(month) }))}
          {...form.getInputProps('month')}
        />
        <NumberInput
          className={classes.grow}
          label={t('birthday.day')}
          allowDecimal={false}
          allowNegative={false}
          clampBehavior="none"
          hideControls
          data-autofocus
          {...form.getInputProps('day')}
        />
      </div>
      {save.isError && <Problem inline error={save.error} />}
      <div className={classes.formFoot}>
        {birthday && (
          <Button variant="subtle" color="red" onClick={() => send(0, 0)}>
            {t('birthday.forget')}
          </Button>
        )}
        <Button variant="default" onClick={onClose}>
          {t('common:cancel')}
        </Button>
        <Button type="submit" loading={save.isPending}>
          {t('birthday.save')}
        </Button>
      </div>
    </form>
  );
}
