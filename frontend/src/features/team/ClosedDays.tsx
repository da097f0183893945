import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { ClosedDays as Calendar } from '../../api/catalogue';
import { asApiError, formErrors } from '../../api/errors';
import { useFormat } from '../../ui/format';
import { LeaveGuard } from '../../ui/LeaveGuard';
import { LoadingNote, Section } from '../../ui/Page';
import { Problem } from '../../ui/Problem';
import { SaveRow } from '../../ui/SaveRow';
import { calendarQuery, holidaysQuery, useSaveClosedDays } from './api';
import { placeName } from './places';
import classes from './Team.module.css';

const closedMax = 1000;

/** The days on which nobody works, public holidays among them. */
export function ClosedDays() {
  const { t } = useTranslation('team');
  const calendar = useQuery(calendarQuery);
  return (
    <Section title={t('closed.title')} intro={t('closed.intro')}>
      {calendar.isPending && <LoadingNote />}
      {calendar.isError && !calendar.data && <Problem error={calendar.error} onRetry={() => void calendar.refetch()} />}
      {calendar.data && <Editor key={calendar.data.version} calendar={calendar.data} onReload={() => void calendar.refetch()} />}
    </Section>
  );
}

function Editor({ calendar, onReload }: { calendar: Calendar; onReload: () => void }) {
  const { t, i18n } = useTranslation('team');
  const f = useFormat();
  const save = useSaveClosedDays();
  const form = useForm({ initialValues: { closed: calendar.closed, holidays: calendar.holidays } });
  const dirty = form.isDirty();
  const submit = form.onSubmit((values) =>
    save.mutate(
      { base: calendar.version, ...values },
      { onSuccess: () => notifications.show({ message: t('closed.saved') }), onError: (error) => form.setErrors(formErrors(asApiError(error))) },
    ),
  );
  const places = calendar.places.map((value) => ({ value, label: placeName(value, i18n.language) })).sort((a, b) => a.label.localeCompare(b.label, i18n.language));
  return (
    <form className={classes.form} noValidate onSubmit={submit}>
      <NativeSelect label={t('closed.holidays')} data={[{ value: '', label: t('closed.noHolidays') }, ...places]} {...form.getInputProps('holidays')} />
      <Holidays place={form.values.holidays} />
      {form.values.closed.map((_, i) => (
        <div key={i} className={classes.line}>
          <TextInput type="date" label={t('closed.date')} {...form.getInputProps(`closed.${i}.date`)} />
          <TextInput label={t('closed.name')} maxLength={80} {...form.getInputProps(`closed.${i}.name`)} />
          <Button variant="subtle" aria-label={t('removeOf', { name: t('closed.one', { place: f.number(i + 1) }) })} onClick={() => form.removeListItem('closed', i)}>
            {t('remove')}
          </Button>
        </div>
      ))}
      <div>
        <Button variant="default" disabled={form.values.closed.length >= closedMax} onClick={() => form.insertListItem('closed', { date: '', name: '' })}>
          {t('closed.add')}
        </Button>
      </div>
      {dirty && <SaveRow error={save.error} faulty={Object.keys(form.errors).length > 0} pending={save.isPending} onCancel={form.reset} onReload={onReload} />}
      <LeaveGuard active={dirty && !save.isPending && !save.isSuccess} />
    </form>
  );
}

/** The holidays of the year to come, before they are chosen for good. */
function Holidays({ place }: { place: string }) {
  const { t } = useTranslation('team');
  const f = useFormat();
  const holidays = useQuery(holidaysQuery(place));
  if (!place) return null;
  if (holidays.isError) return <Problem inline error={holidays.error} />;
  const items = holidays.data?.items ?? [];
  return (
    <details>
      <summary>{t('closed.ahead', { count: items.length, value: f.number(items.length) })}</summary>
      <ul>
        {items.map((day) => (
          <li key={day.date}>
            <span className="num">{f.day(day.date, 'long')}</span> · {day.name}
          </li>
        ))}
      </ul>
    </details>
  );
}
