import { Button, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../ui/format';
import { Section } from '../../ui/Page';
import { nextHours, usualWeek } from './hours';
import type { MemberForm } from './MemberPage';
import { WeekEditor } from './WeekEditor';
import { WindowList } from './WindowList';
import classes from './Team.module.css';

/** Hours that differ from those of the week, and absences. */
export function OtherDays({ form }: { form: MemberForm }) {
  return (
    <>
      <Seasons form={form} />
      <Overrides form={form} />
      <Absences form={form} />
    </>
  );
}

function Seasons({ form }: { form: MemberForm }) {
  const { t } = useTranslation('team');
  const f = useFormat();
  return (
    <Section title={t('seasons.title')} intro={t('seasons.intro')}>
      <div className={classes.fields}>
        {form.values.seasons.map((season, i) => {
          const name = t('seasons.name', { place: f.number(i + 1) });
          return (
            <fieldset key={i} className={classes.part}>
              <legend>{name}</legend>
              <div className={classes.pair}>
                <TextInput type="date" label={t('seasons.first')} {...form.getInputProps(`seasons.${i}.first`)} />
                <TextInput type="date" label={t('seasons.last')} {...form.getInputProps(`seasons.${i}.last`)} />
              </div>
              <WeekEditor
                value={season.weekly}
                errorAt={(path) => form.errors[`seasons.${i}.weekly.${path}`]}
                onChange={(week) => form.setFieldValue(`seasons.${i}.weekly`, week)}
              />
              <Button variant="subtle" aria-label={t('removeOf', { name })} onClick={() => form.removeListItem('seasons', i)}>
                {t('remove')}
              </Button>
            </fieldset>
          );
        })}
        {form.errors['seasons'] && <p className="bad">{form.errors['seasons']}</p>}
        <div>
          <Button variant="default" onClick={() => form.insertListItem('seasons', { first: '', last: '', weekly: usualWeek() })}>
            {t('seasons.add')}
          </Button>
        </div>
      </div>
    </Section>
  );
}

function Overrides({ form }: { form: MemberForm }) {
  const { t } = useTranslation('team');
  const f = useFormat();
  return (
    <Section title={t('overrides.title')} intro={t('overrides.intro')}>
      <div className={classes.fields}>
        {form.values.overrides.map((override, i) => {
          const name = /^\d{4}-\d\d-\d\d$/.test(override.date) ? f.day(override.date, 'long') : t('overrides.name', { place: f.number(i + 1) });
          const path = `overrides.${i}`;
          return (
            <div key={i} className={classes.line} role="group" aria-label={name}>
              <TextInput type="date" label={t('overrides.date')} {...form.getInputProps(`${path}.date`)} />
              <WindowList
                name={name}
                value={override.windows}
                errorAt={(at) => form.errors[`${path}.windows.${at}`]}
                onChange={(windows) => form.setFieldValue(`${path}.windows`, windows)}
              />
              <Button variant="default" onClick={() => form.setFieldValue(`${path}.windows`, [...override.windows, nextHours(override.windows)])}>
                {t('hours.add')}
              </Button>
              <Button variant="subtle" aria-label={t('removeOf', { name })} onClick={() => form.removeListItem('overrides', i)}>
                {t('remove')}
              </Button>
            </div>
          );
        })}
        {form.errors['overrides'] && <p className="bad">{form.errors['overrides']}</p>}
        <div>
          <Button variant="default" onClick={() => form.insertListItem('overrides', { date: '', windows: [] })}>
            {t('overrides.add')}
          </Button>
        </div>
      </div>
    </Section>
  );
}

function Absences({ form }: { form: MemberForm }) {
  const { t } = useTranslation('team');
  const f = useFormat();
  return (
    <Section title={t('timeOff.title')} intro={t('timeOff.intro')}>
      <div className={classes.fields}>
        {form.values.timeOff.map((_, i) => (
          <div key={i} className={classes.line}>
            <TextInput type="datetime-local" label={t('timeOff.from')} {...form.getInputProps(`timeOff.${i}.from`)} />
            <TextInput type="datetime-local" label={t('timeOff.to')} {...form.getInputProps(`timeOff.${i}.to`)} />
            <Button variant="subtle" aria-label={t('removeOf', { name: t('timeOff.name', { place: f.number(i + 1) }) })} onClick={() => form.removeListItem('timeOff', i)}>
              {t('remove')}
            </Button>
          </div>
        ))}
        {form.errors['timeOff'] && <p className="bad">{form.errors['timeOff']}</p>}
        <div>
          <Button variant="default" onClick={() => form.insertListItem('timeOff', { from: '', to: '' })}>
            {t('timeOff.add')}
          </Button>
        </div>
      </div>
    </Section>
  );
}
