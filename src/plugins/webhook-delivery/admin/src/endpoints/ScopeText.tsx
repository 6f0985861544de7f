import type { Scope, ScopeOptions } from '../../../shared/answers';
import { useTexts } from '../texts';
import { Sentence } from './Sentence';

/** The scope of an endpoint in words: published content or drafts too, then types, languages and media. */
export const ScopeText = ({ scope, offered }: { scope: Scope; offered: ScopeOptions }) => {
  const { t } = useTexts();
  const types = offered.types.filter(({ uid }) => scope.types?.includes(uid)).map(({ name }) => name);
  const locales = offered.locales.filter(({ code }) => scope.locales?.includes(code)).map(({ name }) => name);
  const limits = [
    ...(scope.types ? [t('scope.typesAre', { names: types.join(', ') || t('scope.none') })] : []),
    ...(scope.locales ? [t('scope.localesAre', { names: locales.join(', ') || t('scope.none') })] : []),
    ...(scope.media ? [t('scope.withMedia')] : []),
  ];
  return (
    <Sentence>{[t(scope.publishedOnly ? 'scope.isPublished' : 'scope.isAll'), ...limits].join(' ')}</Sentence>
  );
};
