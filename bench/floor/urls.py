"""The floor's four endpoints."""

from django.db import transaction
from django.urls import path
from django.utils import timezone
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from bench.floor.models import FloorAudit, FloorTicket


class TicketSerializer(serializers.ModelSerializer):
    class Meta:
        model = FloorTicket
        fields = ["id", "number", "title", "body", "state", "priority", "region", "holder", "service", "version"]
        read_only_fields = ["number", "version"]


class Tickets(APIView):
    def get(self, request):
        rows = FloorTicket.objects.filter(region=request.query_params["region"], closed_at=None)
        return Response(TicketSerializer(rows.order_by("-updated_at", "-id")[:50], many=True).data)

    def post(self, request):
        sent = TicketSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        now = timezone.now()
        with transaction.atomic():
            ticket = sent.save(number=f"F-{now.timestamp():.6f}", created_at=now, updated_at=now)
            FloorAudit.objects.create(ticket=ticket, step="register", at=now)
        return Response(TicketSerializer(ticket).data, status=201)


class Ticket(APIView):
    def get(self, request, pk):
        return Response(TicketSerializer(FloorTicket.objects.get(pk=pk)).data)


urlpatterns = [path("tickets", Tickets.as_view()), path("tickets/<int:pk>", Ticket.as_view())]
