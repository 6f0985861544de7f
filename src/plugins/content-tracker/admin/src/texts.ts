import { createTexts } from 'newsroom-plugin-kit/admin/texts';
import type en from './translations/en.json';

export const pluginId = 'content-tracker';

export type TextId = keyof typeof en;

export const { text, useTexts } = createTexts<TextId>({ pluginId });

export type Texts = ReturnType<typeof useTexts>;
