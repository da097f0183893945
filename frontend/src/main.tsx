import '@fontsource-variable/inter/wght.css';
import '@mantine/core/styles.layer.css';
import '@mantine/notifications/styles.layer.css';
import './ui/global.css';
import { createRoot } from 'react-dom/client';
import { App } from './app/App';
import { host } from './api/host';
import { languageOf, languageOfAddress } from './i18n/languages';
import { showLanguage } from './i18n/i18n';

async function start() {
  const root = document.getElementById('root');
  if (!root) throw new Error('the document has no #root');
  await showLanguage(languageOfAddress(location.search) ?? languageOf(host()?.config?.locale ?? document.documentElement.lang));
  createRoot(root).render(<App />);
}

void start();
