import { validationError } from '../../../../plugins/kit/src/http-errors';
import { problemsOf } from '../../rules';

interface LifecycleEvent {
  params: { data?: Record<string, unknown>; where?: { id?: number } };
}

const refuse = (event: Record<string, unknown>): void => {
  const problems = problemsOf(event);
  if (problems.length === 0) return;
  throw validationError(...problems);
};

/** Checks every write of an event: by the admin, the APIs and the importer. */
export default {
  beforeCreate({ params }: LifecycleEvent): void {
    refuse(params.data ?? {});
  },

  async beforeUpdate({ params }: LifecycleEvent): Promise<void> {
    const { data = {}, where } = params;
    if (!['startsAt', 'endsAt', 'timeZone'].some((field) => field in data)) return;
    // An update may contain only one of the two times.
    const before =
      where?.id === undefined ? {} : await strapi.db.query('api::event.event').findOne({ where });
    refuse({ ...before, ...data });
  },
};
