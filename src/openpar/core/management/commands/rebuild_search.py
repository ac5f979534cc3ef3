"""manage.py rebuild_search: build the indexes of the search box anew, as after a copy of tables by other means."""

from django.core.management.base import BaseCommand

from openpar.core import fulltext


class Command(BaseCommand):
    help = "Build the full-text indexes of the search box anew."

    def handle(self, *args, **options):
        for name in fulltext.ensure(again=True):
            self.stdout.write(name)
