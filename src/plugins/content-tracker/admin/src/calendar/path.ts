/** Not below the path of Insights: Strapi's menu would mark both links. */
export const calendarPath = 'plugins/content-tracker-calendar';
