import { Button, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../ui/format';
import { Section } from '../../ui/Page';
import { Toggle } from '../../ui/Toggle';
import { freshQuestion } from './draft';
import type { ServiceForm } from './ServicePage';
import classes from './Services.module.css';

const kinds = ['text', 'long_text', 'choice', 'yes_no', 'number', 'date'] as const;
const questionsMax = 20;

/** What people are asked when they book. */
export function QuestionsSection({ form }: { form: ServiceForm }) {
  const { t } = useTranslation('services');
  const f = useFormat();
  const { questions } = form.values;
  return (
    <Section title={t('questions.title')} intro={t('questions.intro')}>
      <div className={classes.fields}>
        {questions.map((question, i) => {
          const name = question.label || t('questions.unnamed', { place: f.number(i + 1) });
          const atChoices = Object.entries(form.errors).find(([path]) => path.startsWith(`questions.${i}.choices`))?.[1];
          return (
            <fieldset key={question.id} className={classes.part}>
              <legend>{name}</legend>
              <div className={classes.fields}>
                <div className={classes.pair}>
                  <TextInput label={t('questions.label')} maxLength={200} {...form.getInputProps(`questions.${i}.label`)} />
                  <NativeSelect label={t('questions.kind.label')} data={kinds.map((value) => ({ value, label: t(`questions.kind.${value}`) }))} {...form.getInputProps(`questions.${i}.kind`)} />
                </div>
                {question.kind === 'choice' && (
                  <Textarea
                    label={t('questions.choices')}
                    description={t('questions.choicesHelp')}
                    inputWrapperOrder={['label', 'input', 'description', 'error']}
                    autosize
                    minRows={2}
                    maxRows={10}
                    value={question.choices.join('\n')}
                    error={atChoices}
                    onChange={(e) => form.setFieldValue(`questions.${i}.choices`, e.currentTarget.value.split('\n'))}
                  />
                )}
                <div className={classes.partFoot}>
                  <Toggle label={t('questions.required')} {...form.getInputProps(`questions.${i}.required`, { type: 'checkbox' })} />
                  <Button variant="subtle" aria-label={t('removePart', { name })} onClick={() => form.removeListItem('questions', i)}>
                    {t('remove')}
                  </Button>
                </div>
              </div>
            </fieldset>
          );
        })}
        <div>
          <Button variant="default" disabled={questions.length >= questionsMax} onClick={() => form.insertListItem('questions', freshQuestion())}>
            {t('questions.add')}
          </Button>
        </div>
      </div>
    </Section>
  );
}
